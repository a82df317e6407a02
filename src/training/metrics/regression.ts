/** How far numbers are off. Mirrors keras.metrics. */
import { tf } from '../../engine/index.js';
import { alignTargets } from '../losses/alignTargets.js';
import { cosineSimilarity as cosineSimilarityLoss } from '../losses/cosineSimilarity.js';
import type { MetricArgs } from './accuracy.js';
import { meanMetric, weightedSums } from './meanMetric.js';
import type { Metric } from './metric.js';
import { ratio } from './ratios.js';

/**
 * √ of the mean of (t − y)², in the unit of the targets. Mirrors keras.metrics.RootMeanSquaredError.
 * @shape yTrue and yPred [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example metrics.rootMeanSquaredError()
 */
export function rootMeanSquaredError(args: MetricArgs = {}): Metric {
  const { name = 'root_mean_squared_error' } = args;
  return {
    name,
    sums: (yTrue, yPred, sampleWeight) =>
      weightedSums(tf.squaredDifference(yPred, alignTargets(name, yTrue, yPred)), sampleWeight),
    result: ([squares, weight]) => Math.sqrt(ratio(squares!, weight!)),
  };
}

/** Arguments of `metrics.cosineSimilarity`. */
export interface CosineSimilarityMetricArgs extends MetricArgs {
  /** The axis along which the vectors lie. Default the last. */
  axis?: number;
}

/**
 * The mean cosine of the angle between target and prediction: 1 for the same direction. Mirrors keras.metrics.CosineSimilarity.
 * @shape yTrue and yPred [batch, …, components]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example metrics.cosineSimilarity()
 */
export function cosineSimilarity(args: CosineSimilarityMetricArgs = {}): Metric {
  const { name = 'cosine_similarity', axis } = args;
  const loss = cosineSimilarityLoss({ axis });
  return meanMetric(name, (yTrue, yPred) => tf.neg(loss.perSample(yTrue, yPred)));
}
