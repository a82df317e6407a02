import { tf } from '../../engine/index.js';
import type { MetricOfSeveral } from './metric.js';
import { halves, mean, ratios } from './ratios.js';
import { type ThresholdArgs, thresholdCounts, thresholdsOf } from './thresholdCounts.js';

/**
 * How many of the positives are found: TP / (TP + FN). With several thresholds the result is their mean and `values`
 * holds one for each. For labels that are class indices use `classRecall`. Mirrors keras.metrics.Recall.
 * @shape yTrue and yPred [batch, …] or [batch, classes]
 * @throws {ArgumentError} for a threshold outside [0, 1], and for a topK or classId that is no whole number
 * @example metrics.recall({ classId: 3 })
 */
export function recall(args: ThresholdArgs = {}): MetricOfSeveral {
  const { name = 'recall' } = args;
  const thresholds = thresholdsOf('recall', args);
  const values = (sums: Float64Array): number[] => {
    const [truePositives, falseNegatives] = halves(sums);
    return ratios(
      truePositives,
      truePositives.map((count, index) => count + falseNegatives[index]!),
    );
  };
  return {
    name,
    sums(...batch) {
      const counts = thresholdCounts('recall', thresholds, args, [batch[0], batch[1], batch[2]]);
      return tf.concat1d([counts.truePositives, counts.falseNegatives]);
    },
    values,
    result: (sums) => mean(values(sums)),
  };
}
