/** Batches share memory, one after the other, and tensors made of them never change. */
import { expect, it } from 'vitest';
import { batchTensor, takeMemory } from '../../../src/data/workers/batchMemory.js';
import { ImageDataGenerator, type Tensor, tf } from '../../../src/index.js';

it('takes the memory of a batch again once a tensor has been made of it', () => {
  const before = tf.memory().numTensors;
  const memory = takeMemory(4000);
  const values = new Float32Array(memory, 0, 6).fill(3);
  const tensor = batchTensor({ values, broken: [] }, [2, 3]);
  values.fill(9);
  expect([...tensor.dataSync()]).toEqual([3, 3, 3, 3, 3, 3]);
  expect(takeMemory(3000)).toBe(memory);
  expect(takeMemory(3000)).not.toBe(memory);
  tensor.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it('never takes memory that is too small, or more than twice as large as is needed', () => {
  const memory = takeMemory(10_000);
  batchTensor({ values: new Float32Array(memory, 0, 1), broken: [] }, [1]).dispose();
  expect(takeMemory(10_001)).not.toBe(memory);
  expect(takeMemory(4_999)).not.toBe(memory);
  expect(takeMemory(5_000)).toBe(memory);
});

it('keeps batches that are held while many others are made', async () => {
  const images = tf.range(0, 40 * 12).reshape([40, 2, 2, 3]) as ReturnType<typeof tf.tensor4d>;
  const flow = new ImageDataGenerator().flow(images, { batchSize: 4, shuffle: false });
  const held: Tensor[] = [];
  for (let batch = 0; batch < 10; batch++) held.push((await flow.next()).x);
  const values = tf.tidy(() => [...tf.concat(held).dataSync()]);
  expect(values).toEqual(Array.from({ length: 480 }, (_, at) => at));
  tf.dispose([images, ...held]);
});
