/** One batch in the user's form → one that a step takes. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import { listOfRows, tensorOfRows } from './rows.js';
import type { StepBatch } from './stepBatch.js';
import type { BatchInput, Rows, RowsOf } from './trainingData.js';

/** The names of a model's inputs and outputs, as far as it knows them. */
export interface DataNames {
  inputs?: readonly string[];
  outputs?: readonly string[];
}

/** @throws {ArgumentError} for what is no batch */
export function batchOf(given: BatchInput, names: DataNames, purpose: string): StepBatch {
  const { x, y, sampleWeight } = parts(given, purpose);
  const tensors = (rows: RowsOf | undefined, which: readonly string[] | undefined, what: string): Tensor[] =>
    rows === undefined ? [] : listOfRows(rows, which, what).map((one: Rows) => tensorOfRows(one, what));
  const batch = { x: tensors(x, names.inputs, 'x'), y: tensors(y, names.outputs, 'y') };
  if (sampleWeight === undefined) return batch;
  return { ...batch, sampleWeight: tensors(sampleWeight, weightNames(sampleWeight, names), 'sampleWeight') };
}

/** One weight for all outputs is a list of one, whatever the number of outputs. */
export function weightNames(sampleWeight: RowsOf, names: DataNames): readonly string[] | undefined {
  const isFlat = Array.isArray(sampleWeight) && typeof sampleWeight[0] === 'number';
  return isFlat ? undefined : names.outputs;
}

function parts(
  given: BatchInput,
  purpose: string,
): { x: RowsOf; y: RowsOf | undefined; sampleWeight?: RowsOf } {
  if (Array.isArray(given) && (given.length === 2 || given.length === 3)) {
    const [x, y, sampleWeight] = given as readonly RowsOf[];
    return { x: x!, y, sampleWeight };
  }
  if (typeof given === 'object' && given !== null && 'x' in given) return given;
  throw new ArgumentError(
    `${purpose}: a batch must be [x, y], [x, y, sampleWeight] or { x, y }; the generator gave ${describe(given)}.`,
  );
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `an object with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`;
}
