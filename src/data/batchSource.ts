/** What `fit`, `evaluate` and `predict` read: anything that can be cut into batches. */
import type { Tensor } from '@tensorflow/tfjs';

/** One batch. Whoever asked for it disposes its tensors. */
export interface Batch {
  /** Features, [batch, …]; several for a model with several inputs. */
  x: Tensor | Tensor[];
  /** Targets, [batch] for class indices or [batch, …]; several for a model with several outputs. */
  y: Tensor | Tensor[];
  /** A weight for every sample, [batch]; several for a model with several outputs. Default: every sample counts 1. */
  sampleWeight?: Tensor | Tensor[];
}

/** How samples are cut into batches. */
export interface BatchOptions {
  /** Samples a batch; the last one may be smaller. */
  batchSize: number;
  /** The order in which samples are read, a permutation (or selection) of 0 … length−1; in file order if left out. */
  order?: Int32Array;
}

/** Samples that can be cut into batches, in any order. */
export interface BatchSource {
  /** How many samples there are. */
  readonly length: number;
  /** The file of every sample, where samples are files: `fit` warns of files that are trained on and validated on. */
  readonly fileNames?: readonly string[];
  batches(options: BatchOptions): Iterable<Batch> | AsyncIterable<Batch>;
}
