import type { StepBatch } from './stepBatch.js';

/** Data that can be gone through, batch by batch. */
export interface Passes {
  /** Batches in one pass; undefined where only going through them tells. */
  readonly steps: number | undefined;
  /** Samples in one pass; undefined where only going through them tells. */
  readonly samples: number | undefined;
  /** Samples a batch; undefined where the data decides. */
  readonly batchSize: number | undefined;
  /** Whether a second pass is possible. */
  readonly restarts: boolean;
  /**
   * One pass. Whoever takes a batch disposes it.
   * @param seed of a random order; in the data's own order if left out
   */
  pass(seed: number | undefined): AsyncIterable<StepBatch>;
  /** Called after every epoch. */
  epochEnd?(): void;
  /** Frees what was made of the user's arrays; the user's own tensors stay. */
  dispose(): void;
}
