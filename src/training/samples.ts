import type { Batch } from '../data/batchSource.js';

/** How many samples a batch has. */
export function samplesOf(batch: Batch): number {
  const x = Array.isArray(batch.x) ? batch.x[0]! : batch.x;
  return x.shape[0]!;
}
