/** Training data in any form → passes over batches. */
import type { BatchSource } from '../../data/batchSource.js';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { ArrayRows } from './arrayPasses.js';
import { type DataNames, weightNames } from './batchOf.js';
import type { Passes } from './passes.js';
import { isRows } from './rows.js';
import { sequencePasses } from './sequencePasses.js';
import { sourcePasses } from './sourcePasses.js';
import { streamPasses } from './streamPasses.js';
import type {
  BatchSequence,
  BatchStream,
  PredictionData,
  RowsOf,
  Samples,
  TrainingData,
} from './trainingData.js';

export interface PassesOptions {
  batchSize: number;
  names: DataNames;
  /** Who asks, for errors: `fit`, `evaluate`. */
  purpose: string;
  /** A weight for every sample, where the data are arrays. */
  sampleWeight?: RowsOf;
}

/** Passes over all of the data, and over its first and last part, for validationSplit. */
export interface SplittablePasses {
  whole: Passes;
  /** Undefined where the data has no order to cut it at. */
  split?(trainLength: number): [train: Passes, validation: Passes];
  /** Every sample's tensors, where the data are arrays. */
  rows?: ArrayRows;
}

/** @throws {ArgumentError} for what is no data */
export function passesOf(data: TrainingData, options: PassesOptions): SplittablePasses {
  const { batchSize, names, purpose } = options;
  if (isSamples(data)) {
    const [x, y, third] = data;
    const sampleWeight = third ?? options.sampleWeight;
    const weights = sampleWeight === undefined ? undefined : weightNames(sampleWeight, names);
    return splittable(new ArrayRows(x, y, sampleWeight, { ...names, weights }), batchSize);
  }
  if (options.sampleWeight !== undefined) {
    throw new ArgumentError(
      `${purpose}: sampleWeight goes with arrays. A data set or generator gives the weights with each batch.`,
    );
  }
  if (isSource(data)) {
    const whole = sourcePasses(data, batchSize);
    return {
      whole,
      split: (length) => [
        sourcePasses(data, batchSize, 0, length),
        sourcePasses(data, batchSize, length, data.length),
      ],
    };
  }
  if (isSequence(data)) return { whole: sequencePasses(data, names, purpose) };
  if (isStream(data)) return { whole: streamPasses(data, names, purpose) };
  throw new ArgumentError(
    `${purpose}: the data must be a data set such as datasets.cifar10.load() gives, [x, y] with one row a sample, a sequence of batches or a generator of batches; received ${typeof data}.`,
  );
}

/** Data without targets; for data that has them they are ignored. */
export function predictionPasses(data: PredictionData, options: PassesOptions): SplittablePasses {
  const { batchSize, names, purpose } = options;
  const isOther = isSource(data) || isSequence(data) || isStream(data);
  if (isOther && !isRows(data)) return passesOf(data, options);
  if (isRows(data) || isRecord(data)) {
    return splittable(
      new ArrayRows(data as RowsOf, undefined, undefined, { inputs: names.inputs }),
      batchSize,
    );
  }
  throw new ArgumentError(
    `${purpose}: expected a tensor, arrays, a data set or a generator; received ${typeof data}.`,
  );
}

function splittable(rows: ArrayRows, batchSize: number): SplittablePasses {
  const owned = (passes: Passes): Passes => ({ ...passes, dispose: () => rows.dispose() });
  return {
    rows,
    whole: owned(rows.passes(batchSize)),
    split: (length) => [owned(rows.passes(batchSize, 0, length)), owned(rows.passes(batchSize, length))],
  };
}

function isSamples(data: unknown): data is Samples {
  return Array.isArray(data) && (data.length === 2 || data.length === 3);
}

function isSource(data: unknown): data is BatchSource {
  return typeof (data as BatchSource | undefined)?.batches === 'function';
}

function isSequence(data: unknown): data is BatchSequence {
  const { length, get } = (data ?? {}) as Partial<BatchSequence>;
  return typeof length === 'number' && typeof get === 'function' && !(data instanceof tf.Tensor);
}

function isStream(data: unknown): data is BatchStream {
  if (typeof data === 'function') return true;
  if (typeof data !== 'object' || data === null) return false;
  return Symbol.iterator in data || Symbol.asyncIterator in data;
}

function isRecord(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.values(data).every(isRows);
}
