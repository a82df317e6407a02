/** Penalties on weights and outputs, under Keras's names in camelCase. */
import { OrthogonalRegularizer, type OrthogonalRegularizerArgs } from './orthogonalRegularizer.js';
import { L1, type L1Args, L1L2, type L1L2Args, L2, type L2Args } from './penalties.js';
import type { Regularizer } from './regularizer.js';

export type { RegularizerArgument, RegularizerName } from './byName.js';
export type { OrthogonalRegularizerArgs } from './orthogonalRegularizer.js';
export type { L1Args, L1L2Args, L2Args } from './penalties.js';
export type { Regularizer } from './regularizer.js';

/**
 * l1 · Σ|x|: drives weights to 0. Mirrors keras.regularizers.L1.
 * @throws {ArgumentError} for a negative factor
 * @example layers.dense({ units: 4, kernelRegularizer: regularizers.l1({ l1: 1e-4 }) });
 */
export function l1(args: L1Args = {}): Regularizer {
  return new L1(args);
}

/**
 * l2 · Σx²: keeps weights small. Mirrors keras.regularizers.L2.
 * @throws {ArgumentError} for a negative factor
 * @example layers.conv2D({ filters: 8, kernelSize: 3, kernelRegularizer: regularizers.l2({ l2: 1e-4 }) });
 */
export function l2(args: L2Args = {}): Regularizer {
  return new L2(args);
}

/**
 * l1 · Σ|x| + l2 · Σx². Mirrors keras.regularizers.L1L2.
 * @throws {ArgumentError} for a negative factor
 * @example layers.dense({ units: 4, kernelRegularizer: regularizers.l1l2({ l1: 1e-5, l2: 1e-4 }) });
 */
export function l1l2(args: L1L2Args = {}): Regularizer {
  return new L1L2(args);
}

/**
 * factor · the mean |cosine| between the weight's rows, or columns. Mirrors keras.regularizers.OrthogonalRegularizer.
 * @throws {ArgumentError} for a negative factor, and for a weight that has not two axes
 * @example layers.dense({ units: 4, kernelRegularizer: regularizers.orthogonalRegularizer({ mode: 'columns' }) });
 */
export function orthogonalRegularizer(args: OrthogonalRegularizerArgs = {}): Regularizer {
  return new OrthogonalRegularizer(args);
}
