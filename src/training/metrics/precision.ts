import { tf } from '../../engine/index.js';
import type { MetricOfSeveral } from './metric.js';
import { halves, mean, ratios } from './ratios.js';
import { type ThresholdArgs, thresholdCounts, thresholdsOf } from './thresholdCounts.js';

/**
 * How many of the predicted positives are right: TP / (TP + FP). With several thresholds the result is their mean and
 * `values` holds one for each. For labels that are class indices use `classPrecision`. Mirrors keras.metrics.Precision.
 * @shape yTrue and yPred [batch, …] or [batch, classes]
 * @throws {ArgumentError} for a threshold outside [0, 1], and for a topK or classId that is no whole number
 * @example metrics.precision({ thresholds: [0.3, 0.5, 0.7] })
 */
export function precision(args: ThresholdArgs = {}): MetricOfSeveral {
  const { name = 'precision' } = args;
  const thresholds = thresholdsOf('precision', args);
  const values = (sums: Float64Array): number[] => {
    const [truePositives, falsePositives] = halves(sums);
    return ratios(
      truePositives,
      truePositives.map((count, index) => count + falsePositives[index]!),
    );
  };
  return {
    name,
    sums(...batch) {
      const counts = thresholdCounts('precision', thresholds, args, [batch[0], batch[1], batch[2]]);
      return tf.concat1d([counts.truePositives, counts.falsePositives]);
    },
    values,
    result: (sums) => mean(values(sums)),
  };
}
