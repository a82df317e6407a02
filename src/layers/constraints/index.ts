/** What weights are held to after every step, under Keras's names in camelCase. */
import type { Constraint } from './constraint.js';
import {
  MaxNorm,
  type MaxNormArgs,
  MinMaxNorm,
  type MinMaxNormArgs,
  NonNeg,
  UnitNorm,
  type UnitNormArgs,
} from './norms.js';

export { applyConstraints } from './applyConstraints.js';
export type { ConstraintArgument, ConstraintName } from './byName.js';
export type { Constraint } from './constraint.js';
export type { MaxNormArgs, MinMaxNormArgs, UnitNormArgs } from './norms.js';

/**
 * Weights no longer than maxValue. Mirrors keras.constraints.MaxNorm.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelConstraint: constraints.maxNorm({ maxValue: 2 }) });
 */
export function maxNorm(args: MaxNormArgs = {}): Constraint {
  return new MaxNorm(args);
}

/**
 * Weights of length 1. Mirrors keras.constraints.UnitNorm.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.conv2D({ filters: 8, kernelSize: 3, kernelConstraint: constraints.unitNorm({ axis: [0, 1, 2] }) });
 */
export function unitNorm(args: UnitNormArgs = {}): Constraint {
  return new UnitNorm(args);
}

/**
 * Weights of a length from minValue to maxValue. Mirrors keras.constraints.MinMaxNorm.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelConstraint: constraints.minMaxNorm({ minValue: 0.5, maxValue: 1 }) });
 */
export function minMaxNorm(args: MinMaxNormArgs = {}): Constraint {
  return new MinMaxNorm(args);
}

/**
 * Weights of 0 or more. Mirrors keras.constraints.NonNeg.
 * @example layers.dense({ units: 4, kernelConstraint: constraints.nonNeg() });
 */
export function nonNeg(): Constraint {
  return new NonNeg();
}
