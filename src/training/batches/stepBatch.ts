import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { PickedBatch, tensorsOf } from './pickedBatch.js';

/** A batch as a step takes it. Whoever asked for it disposes it with `disposeBatch`. */
export interface StepBatch {
  /** One tensor an input, [batch, …]. */
  readonly x: readonly Tensor[];
  /** One tensor a target, [batch, …]; none for predictions. */
  readonly y: readonly Tensor[];
  /** One weight tensor [batch] (or one weight a pixel or time step) for each output, or one for all of them. */
  readonly sampleWeight?: readonly Tensor[];
}

/** How many samples a batch has. */
export function samplesOf(batch: StepBatch): number {
  return batch instanceof PickedBatch ? batch.numbers.size : (batch.x[0]?.shape[0] ?? 0);
}

export function disposeBatch(batch: StepBatch): void {
  if (batch instanceof PickedBatch) batch.dispose();
  else tf.dispose(tensorsOf(batch));
}
