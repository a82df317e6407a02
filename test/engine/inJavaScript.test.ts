import { expect, it } from 'vitest';
import { inJavaScript } from '../../src/engine/index.js';
import { layers, tf } from '../../src/index.js';
import { leaves } from '../tensorCount.js';

it('computes with tensors from outside and leaves them where they can be used', async () => {
  const usual = tf.getBackend();
  const x = tf.tensor2d([[1, 2, 3]]);
  const dense = layers.dense({ units: 2, inputShape: [3] });
  const before = tf.tidy(() => [...(dense.apply(x) as typeof x).dataSync()]);
  await leaves(0, async () => {
    const inside = inJavaScript(() => {
      expect(tf.getBackend()).toBe('cpu');
      return tf.tidy(() => [...(dense.apply(x) as typeof x).dataSync()]);
    });
    for (const [index, value] of inside.entries()) expect(value).toBeCloseTo(before[index]!, 6);
  });
  expect(tf.getBackend()).toBe(usual);
  expect(tf.tidy(() => [...(dense.apply(x) as typeof x).dataSync()])).toEqual(before);
});

it('ends with what it runs, however that ends', () => {
  const usual = tf.getBackend();
  const fail = () =>
    inJavaScript(() => {
      throw new Error('over');
    });
  expect(fail).toThrow('over');
  expect(tf.getBackend()).toBe(usual);
});
