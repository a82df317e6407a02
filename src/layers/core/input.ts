/** Where a functional model begins. Mirrors keras.Input. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import {
  complaint,
  nullable,
  oneOf,
  optional,
  positiveInteger,
  type Reader,
  readArguments,
} from '../arguments.js';
import { uniqueName } from '../naming.js';

/** Arguments of `layers.input`. */
export interface InputArgs {
  /** The shape of one sample, without the batch; null for a length that is not known. */
  shape: readonly (number | null)[];
  /** Default `input_layer`, `input_layer_1`, … */
  name?: string;
  /** Fixes the number of samples a batch. */
  batchSize?: number | null;
  /** Default `float32`. */
  dtype?: 'float32' | 'int32' | 'bool';
}

const shape: Reader<(number | null)[]> = (value, where) => {
  const fits = (size: unknown): boolean =>
    size === null || (Number.isSafeInteger(size) && (size as number) >= 1);
  if (Array.isArray(value) && value.every(fits)) return [...value];
  throw complaint(where, 'the shape of one sample, a list of positive whole numbers and nulls', value);
};

const schema = {
  shape,
  batchSize: nullable(positiveInteger),
  dtype: optional(oneOf(['float32', 'int32', 'bool']), 'float32'),
};

/**
 * A symbolic tensor [batch, ...shape], to which layers are applied.
 * @throws {ArgumentError} for illegal arguments
 * @example const image = layers.input({ shape: [32, 32, 3] });
 */
export function input(args: InputArgs): SymbolicTensor {
  const { shape, batchSize, dtype } = readArguments('input', args, schema, ['name']);
  const name = args.name ?? uniqueName('input_layer');
  return tf.input({ name, dtype, batchShape: [batchSize, ...shape] });
}
