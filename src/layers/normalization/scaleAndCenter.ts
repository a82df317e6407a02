/** γ and β: what every normalization lets the network undo. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { boolean, nullable, optional, positive } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Ones, Zeros } from '../initializers/fixedWeights.js';
import type { LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';

/** Arguments that normalizations with γ and β share. */
export interface ScaleAndCenterArgs extends LayerArgs {
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Whether β is added. Default true. */
  center?: boolean;
  /** Whether γ multiplies. Default true. */
  scale?: boolean;
  /** Default `zeros`. */
  betaInitializer?: InitializerArgument;
  /** Default `ones`. */
  gammaInitializer?: InitializerArgument;
  betaRegularizer?: RegularizerArgument | null;
  gammaRegularizer?: RegularizerArgument | null;
  betaConstraint?: ConstraintArgument | null;
  gammaConstraint?: ConstraintArgument | null;
}

/** The readers of `ScaleAndCenterArgs`. */
export const scaleAndCenterSchema = {
  epsilon: optional(positive, 0.001),
  center: optional(boolean, true),
  scale: optional(boolean, true),
  betaInitializer: optional(initializer, () => new Zeros()),
  gammaInitializer: optional(initializer, () => new Ones()),
  betaRegularizer: nullable(regularizer),
  gammaRegularizer: nullable(regularizer),
  betaConstraint: nullable(constraint),
  gammaConstraint: nullable(constraint),
};

/** (x − mean) / √(variance + ε), with a mean and a variance over the given axes; the caller's tidy's tensors. */
export function standardize(x: Tensor, axes: number[], epsilon: number): Tensor {
  const mean = tf.mean(x, axes, true);
  const centered = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centered), axes, true);
  return tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon)));
}

/** γ · x + β, as far as they are there, in the shape that fits x. */
export function scaledAndCentered(
  x: Tensor,
  gamma: Tensor | undefined,
  beta: Tensor | undefined,
  shape: number[],
): Tensor {
  const scaled = gamma === undefined ? x : tf.mul(x, tf.reshape(gamma, shape));
  return beta === undefined ? scaled : tf.add(scaled, tf.reshape(beta, shape));
}
