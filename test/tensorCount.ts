import { expect } from 'vitest';
import { collectForgottenTensors } from '../src/engine/tensorflow.js';
import { tf } from '../src/index.js';

/** Runs something and expects that it leaves so many tensors more than before. */
export async function leaves(tensors: number, run: () => Promise<unknown>): Promise<void> {
  const before = settledTensorCount();
  await run();
  expect(tf.memory().numTensors - before).toBe(tensors);
}

/** How many tensors there are that something still needs: what earlier tests forgot is freed first. */
export function settledTensorCount(): number {
  collectForgottenTensors();
  return tf.memory().numTensors;
}
