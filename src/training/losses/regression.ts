/** Distances between numbers. Mirrors keras.losses. */
import { tf } from '../../engine/index.js';
import type { Loss } from './loss.js';

/**
 * (t − y)², the mean over the last axis.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @example losses.meanSquaredError()
 */
export function meanSquaredError(): Loss {
  return {
    name: 'mean_squared_error',
    targets: 'values',
    perSample: (yTrue, yPred) => tf.mean(tf.squaredDifference(yPred, tf.reshape(yTrue, yPred.shape)), -1),
  };
}

/**
 * |t − y|, the mean over the last axis.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @example losses.meanAbsoluteError()
 */
export function meanAbsoluteError(): Loss {
  return {
    name: 'mean_absolute_error',
    targets: 'values',
    perSample: (yTrue, yPred) => tf.mean(tf.abs(tf.sub(yPred, tf.reshape(yTrue, yPred.shape))), -1),
  };
}
