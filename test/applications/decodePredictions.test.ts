import dns from 'node:dns';
import { existsSync } from 'node:fs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { classesIn } from '../../src/applications/decodePredictions.js';
import { applications, tf } from '../../src/index.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
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

  it('without the list of ImageNet’s classes says where it is', async () => {
    vi.stubEnv('KERAS_HOME', temporaryFolder());
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
      const answer = args.at(-1) as (error: Error) => void;
      process.nextTick(() => answer(Object.assign(new Error('no such host'), { code: 'ENOTFOUND' })));
    }) as never);
    onTestFinished(() => {
      lookup.mockRestore();
      vi.unstubAllEnvs();
    });
    await expect(decodePredictions(tf.zeros([1, 1000]))).rejects.toThrow(
      /imagenet_class_index\.json \(md5 c2c37ea517e94d9795004a39431a14cb\) and put it at .*classNames/,
    );
    expect(existsSync(`${process.env.KERAS_HOME}/models/imagenet_class_index.json`)).toBe(false);
  });

  it('reads Keras’s list, and refuses what is none', () => {
    const index = Object.fromEntries(
      Array.from({ length: 1000 }, (_, label) => [label, [`n${label}`, `thing ${label}`]]),
    );
    expect(classesIn(JSON.stringify(index), 'f')[281]).toEqual({ classId: 'n281', className: 'thing 281' });
    for (const text of ['', 'null', '[]', '{"0": ["n0", 5]}', JSON.stringify({ ...index, 999: undefined })])
      expect(() => classesIn(text, 'f.json')).toThrow('f.json is not ImageNet');
  });
});
