/** Metrics that are a mean of one value a sample. Mirrors keras.metrics.MeanMetricWrapper. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignWeights } from '../alignWeights.js';
import type { Metric } from './metric.js';

/**
 * The weighted mean of one value a sample.
 * @param perSample yTrue, yPred [batch, …] → [batch] (or one value a pixel or time step)
 * @example metrics.meanMetric('mean_output', (yTrue, yPred) => tf.mean(yPred, -1))
 */
export function meanMetric(name: string, perSample: (yTrue: Tensor, yPred: Tensor) => Tensor): Metric {
  return {
    name,
    sums: (yTrue, yPred, sampleWeight) => weightedSums(perSample(yTrue, yPred), sampleWeight),
    result: ([sum, weight]) => (weight === 0 ? 0 : sum! / weight!),
  };
}

/** The weighted sum of values and the sum of the weights: [2]. */
export function weightedSums(values: Tensor, sampleWeight?: Tensor): Tensor1D {
  if (sampleWeight === undefined) return tf.stack([tf.sum(values), tf.scalar(values.size)]) as Tensor1D;
  const weights = alignWeights(sampleWeight, values);
  return tf.stack([tf.sum(tf.mul(values, weights)), tf.sum(weights)]) as Tensor1D;
}
