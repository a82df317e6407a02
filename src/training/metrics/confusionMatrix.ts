import type { MetricArgs } from './accuracy.js';
import { classDecisions } from './classDecisions.js';
import { confusionCounts, diagonalOf, matrixOf, rowTotals } from './confusionCounts.js';
import type { ConfusionMetric } from './metric.js';
import { ratio, ratios, sum } from './ratios.js';

/**
 * How often each class was taken for each. `matrix` has the counts, `values` the share of each class that was recognized,
 * the result is the share of all. Works for class indices and one-hot targets, and for one output with a sigmoid.
 * @shape yTrue [batch, …], [batch, …, 1] or [batch, …, classes], yPred [batch, …, classes] (or [batch, 1])
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example
 * const confusion = metrics.confusionMatrix();
 * const sums = confusion.sums(tf.tensor1d([0, 1, 1]), tf.tensor2d([[2, 1], [3, 1], [0, 1]]));
 * confusion.matrix(Float64Array.from(sums.dataSync())); // [[1, 0], [1, 1]]
 */
export function confusionMatrix(args: MetricArgs = {}): ConfusionMetric {
  const { name = 'confusion_matrix' } = args;
  return {
    name,
    sums(yTrue, yPred, sampleWeight) {
      const { labels, decisions, classes } = classDecisions(name, yTrue, yPred);
      return confusionCounts(labels, decisions, classes, { sampleWeight });
    },
    matrix: matrixOf,
    values: (sums) => ratios(diagonalOf(sums), rowTotals(sums)),
    result: (sums) => ratio(sum(diagonalOf(sums)), sum(sums)),
  };
}
