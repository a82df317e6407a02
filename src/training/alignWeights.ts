import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';

/**
 * A weight for every value. A weight for a sample counts for all its pixels or time steps.
 * @shape weights [batch], [batch, 1] or the first axes of values, values [batch, …] → the values' shape
 * @throws {ArgumentError} for weights that do not fit
 */
export function alignWeights(weights: Tensor, values: Tensor): Tensor {
  const given = weights.shape.filter((size, axis) => size !== 1 || values.shape[axis] === 1);
  const fits = given.every((size, axis) => size === values.shape[axis]);
  if (!fits || given.length > values.rank) {
    throw new ArgumentError(
      `sampleWeight: weights [${weights.shape.join(', ')}] do not fit losses [${values.shape.join(', ')}]: one weight a sample is expected.`,
    );
  }
  const missing = new Array<number>(values.rank - given.length).fill(1);
  const shaped = tf.reshape(tf.cast(weights, 'float32'), [...given, ...missing]);
  return missing.length === 0 ? shaped : tf.broadcastTo(shaped, values.shape);
}
