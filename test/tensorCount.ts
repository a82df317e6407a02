import { expect } from 'vitest';
import { tf } from '../src/index.js';

/** Runs something and expects that it leaves so many tensors more than before. */
export async function leaves(tensors: number, run: () => Promise<unknown>): Promise<void> {
  const before = tf.memory().numTensors;
  await run();
  expect(tf.memory().numTensors - before).toBe(tensors);
}
