/** Whether the truth is among the k most likely classes. Mirrors keras.metrics. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignLabels, alignTargets } from '../losses/alignTargets.js';
import { requireWholeNumber } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';
import { meanMetric } from './meanMetric.js';
import type { Metric } from './metric.js';

/** Arguments of the top-k accuracies. */
export interface TopKArgs extends MetricArgs {
  /** How many guesses there are. Default 5. */
  k?: number;
}

/**
 * Whether fewer than k outputs are larger than the label's, for labels that are class indices.
 * Mirrors keras.metrics.SparseTopKCategoricalAccuracy.
 * @shape yTrue [batch, …] or [batch, …, 1], yPred [batch, …, classes] → [batch, …] of 0 and 1
 * @throws {ArgumentError} unless k is a whole number of at least 1
 * @example metrics.sparseTopKCategoricalAccuracy({ k: 3 })
 */
export function sparseTopKCategoricalAccuracy(args: TopKArgs = {}): Metric {
  const { k = 5, name = 'sparse_top_k_categorical_accuracy' } = args;
  requireWholeNumber('sparseTopKCategoricalAccuracy', { k }, 1);
  return meanMetric(name, (yTrue, yPred) => isInTopK(alignLabels(name, yTrue, yPred), yPred, k));
}

/**
 * Whether fewer than k outputs are larger than the one where the one-hot target has its 1.
 * Mirrors keras.metrics.TopKCategoricalAccuracy.
 * @shape yTrue and yPred [batch, …, classes] → [batch, …] of 0 and 1
 * @throws {ArgumentError} unless k is a whole number of at least 1
 * @example metrics.topKCategoricalAccuracy({ k: 3 })
 */
export function topKCategoricalAccuracy(args: TopKArgs = {}): Metric {
  const { k = 5, name = 'top_k_categorical_accuracy' } = args;
  requireWholeNumber('topKCategoricalAccuracy', { k }, 1);
  return meanMetric(name, (yTrue, yPred) =>
    isInTopK(tf.argMax(alignTargets(name, yTrue, yPred), -1), yPred, k),
  );
}

/** Outputs as large as the label's do not push it out, as in TensorFlow's in_top_k. */
function isInTopK(labels: Tensor, yPred: Tensor, k: number): Tensor {
  const isLabel = tf.cast(tf.oneHot(tf.cast(labels, 'int32'), yPred.shape.at(-1)!), 'float32');
  const own = tf.sum(tf.mul(isLabel, yPred), -1, true);
  const larger = tf.sum(tf.cast(tf.greater(yPred, own), 'int32'), -1);
  return tf.cast(tf.less(larger, k), 'float32');
}
