/** What `fit`, `evaluate` and `predict` take as data. */
import type { Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from '../../data/batchSource.js';

/** An array of numbers of one type. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** Numbers with one row a sample: a tensor, a typed array, or nested arrays. */
export type Rows = Tensor | NumberArray | NestedNumbers;

/** Numbers in arrays in arrays, all rows of one length. */
export type NestedNumbers = readonly (number | boolean | NumberArray | NestedNumbers)[];

/** One set of rows, or for models with several inputs or outputs a list in their order or a record by their names. */
export type RowsOf = Rows | readonly Rows[] | Readonly<Record<string, Rows>>;

/** Features and targets; optionally a weight for every sample. */
export type Samples = readonly [x: RowsOf, y: RowsOf] | readonly [x: RowsOf, y: RowsOf, sampleWeight: RowsOf];

/**
 * One batch from a generator or a sequence: [x, y], [x, y, sampleWeight], or the same as a record. Tensors in it become
 * the training's, which disposes them.
 */
export type BatchInput = Samples | { readonly x: RowsOf; readonly y: RowsOf; readonly sampleWeight?: RowsOf };

/** Batches by number, as keras.utils.PyDataset: they may be asked for in any order. */
export interface BatchSequence {
  /** How many batches. */
  readonly length: number;
  get(index: number): BatchInput | Promise<BatchInput>;
  /** Called before every epoch with the order in which batches will be asked for, so that they can be made ahead. */
  onEpochBegin?(order: ArrayLike<number>): void;
  /** Called after every epoch. */
  onEpochEnd?(): void;
}

/** Batches one after the other: a generator function (called anew for every epoch), or anything that can be iterated. */
export type BatchStream =
  | (() => Iterable<BatchInput> | AsyncIterable<BatchInput>)
  | Iterable<BatchInput>
  | AsyncIterable<BatchInput>;

/** Samples with targets: arrays, a data set, a sequence of batches, or a stream of them. */
export type TrainingData = BatchSource | Samples | BatchSequence | BatchStream;

/** Samples without targets, or any training data, whose targets are then ignored. */
export type PredictionData = RowsOf | BatchSource | BatchSequence | BatchStream;
