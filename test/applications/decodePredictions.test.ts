import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { imageNetClasses } from '../../src/applications/imageNetClasses.js';
import { applications, tf } from '../../src/index.js';
import { leaves } from '../tensorCount.js';

const { decodePredictions } = applications;
const classNames = ['cat', 'dog', 'owl'];

describe('decodePredictions', () => {
  it('gives the best first, for every image', async () => {
    await leaves(0, async () => {
      const predictions = tf.tensor2d([
        [0.25, 0.5, 0.125],
        [0.75, 0, 0.25],
      ]);
      expect(await decodePredictions(predictions, { top: 2, classNames })).toEqual([
        [
          { classId: '1', className: 'dog', score: 0.5 },
          { classId: '0', className: 'cat', score: 0.25 },
        ],
        [
          { classId: '0', className: 'cat', score: 0.75 },
          { classId: '2', className: 'owl', score: 0.25 },
        ],
      ]);
      expect((await decodePredictions(predictions, { classNames }))[0]).toHaveLength(3);
      predictions.dispose();
    });
  });

  it('needs as many predictions as there are names', async () => {
    await expect(decodePredictions(tf.zeros([2, 4]), { classNames })).rejects.toThrow(
      'predictions must be of shape [batch, 3]; received [2,4].',
    );
    await expect(decodePredictions(tf.zeros([2, 4]))).rejects.toThrow('of shape [batch, 1000]');
    await expect(decodePredictions(tf.zeros([1, 3]), { classNames, top: 0 })).rejects.toThrow('top must be');
  });

  it('has ImageNet’s names to the byte as Keras’s file has them', () => {
    const keras = imageNetClasses.map(
      ({ classId, className }, label) => `"${label}": ["${classId}", "${className}"]`,
    );
    const md5 = createHash('md5')
      .update(`{${keras.join(', ')}}`)
      .digest('hex');
    expect(md5).toBe('c2c37ea517e94d9795004a39431a14cb');
  });

  it('knows ImageNet’s names without a network', async () => {
    const predictions = tf.oneHot(tf.tensor1d([281, 967], 'int32'), 1000);
    const decoded = await decodePredictions(predictions, { top: 1 });
    expect(decoded.map(([best]) => [best!.classId, best!.className])).toEqual([
      ['n02123045', 'tabby'],
      ['n07920052', 'espresso'],
    ]);
  });
});
