/** Metrics that are a mean of one value a sample. Mirrors keras.metrics.MeanMetricWrapper. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Metric } from './metric.js';

/**
 * The weighted mean of one value a sample.
 * @param perSample yTrue, yPred [batch, …] → [batch] (or one value a pixel or time step)
 * @example metrics.meanMetric('mean_output', (yTrue, yPred) => tf.mean(yPred, -1))
 */
export function meanMetric(name: string, perSample: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric {
  return {
    name,
    sums(yTrue, yPred, sampleWeight) {
      const values = perSample(yTrue, yPred);
      if (sampleWeight === undefined) return tf.stack([tf.sum(values), tf.scalar(values.size)]) as Tensor1D;
      const weights = broadcastWeights(sampleWeight, values);
      return tf.stack([tf.sum(tf.mul(values, weights)), tf.sum(weights)]) as Tensor1D;
    },
    result: (sums) => (sums[1] === 0 ? 0 : sums[0]! / sums[1]!),
  };
}

/**
 * A weight for every value of a sample.
 * @shape weights [batch] or the values' shape, values [batch, …] → the values' shape
 */
function broadcastWeights(weights: Tensor, values: Tensor): Tensor {
  const missing = values.rank - weights.rank;
  const shaped = tf.reshape(weights, [...weights.shape, ...new Array<number>(Math.max(missing, 0)).fill(1)]);
  return tf.mul(shaped, tf.onesLike(values));
}
