/** Which numbers of a file become which weight of a model. */
import type { LayersModel, Variable } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { DataError } from '../errors.js';
import type { Numbers } from './hdf5/hdf5Reader.js';

/** One weight of a layer: kernel, bias, moving mean, … */
export type Weight = LayersModel['weights'][number];

export interface Placement {
  /** The layer's name in the model. */
  layer: string;
  weight: Weight;
  /** Where its numbers lie in the file. */
  path: string;
}

/** A file with numbers under paths. Both methods throw a DataError where there are none. */
export interface NumbersReader {
  shapeOf(path: string): number[];
  numbers(path: string): Numbers;
}

/** What a file did not have, or had in another shape: a sentence for each. */
export type Mismatches = string[];

/**
 * Looks at every shape before the first weight changes: a file that does not fit leaves the model as it is.
 * @returns the placements that fit
 */
export function fittingPlacements(
  reader: NumbersReader,
  placements: readonly Placement[],
  mismatches: Mismatches,
): Placement[] {
  return placements.filter(({ layer, weight, path }) => {
    const found = reader.shapeOf(path);
    if (found.length === weight.shape.length && found.every((size, axis) => size === weight.shape[axis]))
      return true;
    mismatches.push(
      `layer “${layer}”: ${shortName(weight)} has shape [${weight.shape.join(', ')}] in the model and [${found.join(', ')}] in the file (${path})`,
    );
    return false;
  });
}

/** Reads the numbers and makes them the weights, one at a time. */
export function assignPlacements(reader: NumbersReader, placements: readonly Placement[]): void {
  for (const { weight, path } of placements) assignNumbers(weight, reader.numbers(path));
}

/** Makes numbers a weight's value. */
function assignNumbers(weight: Weight, numbers: Numbers): void {
  const value = tf.tensor(asTensorData(numbers), weight.shape as number[], weight.dtype);
  weight.write(value);
  value.dispose();
}

/** A weight's numbers and shape. */
export function numbersOf(weight: Weight): { shape: number[]; data: Float32Array | Int32Array } {
  // A LayerVariable's read() returns the tf.Variable itself, typed as its base class.
  const variable = weight.read() as Variable;
  return { shape: variable.shape, data: variable.dataSync<'float32' | 'int32'>() };
}

/** `kernel` of `conv2d_3/kernel`. */
export function shortName(weight: Weight): string {
  return weight.originalName.split('/').at(-1)!;
}

/** @throws {DataError} if there are mismatches, unless they may be skipped */
export function refuseMismatches(label: string, mismatches: Mismatches, skipMismatch: boolean): void {
  if (mismatches.length === 0 || skipMismatch) return;
  const more = mismatches.length > 3 ? ` … and ${mismatches.length - 3} more` : '';
  throw new DataError(
    `${label} does not fit the model: ${mismatches.slice(0, 3).join('; ')}${more}. ` +
      'Load it into the model that it was saved from, or take what fits with { skipMismatch: true }.',
  );
}

/** The types that tfjs makes tensors of. */
export function asTensorData(numbers: Numbers): Float32Array | Int32Array | Uint8Array {
  if (numbers instanceof Float32Array || numbers instanceof Int32Array || numbers instanceof Uint8Array)
    return numbers;
  if (numbers instanceof BigInt64Array || numbers instanceof BigUint64Array)
    return Float32Array.from(numbers, Number);
  return Float32Array.from(numbers);
}
