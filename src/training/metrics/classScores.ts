/** Precision, recall and F1 of every class, from class indices or one-hot targets: what scikit-learn's
 *  classification_report shows. */
import { requireOneOf } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';
import { classDecisions } from './classDecisions.js';
import { columnTotals, confusionCounts, diagonalOf, matrixOf, rowTotals } from './confusionCounts.js';
import type { Average, ConfusionMetric } from './metric.js';
import { mean, ratio, ratios, sum } from './ratios.js';

/** Arguments of the scores by class. */
export interface ClassScoreArgs extends MetricArgs {
  /** How the classes' scores become one: `macro` takes all classes alike, `weighted` by how frequent they are, `micro`
   *  all samples alike. Default `macro`. */
  average?: Average;
}

/**
 * For every class, how many of those taken for it are of it. The class of a sample is its largest output.
 * @shape yTrue [batch, …], [batch, …, 1] or [batch, …, classes], yPred [batch, …, classes]
 * @throws {ArgumentError} for an average that is none, and targets that do not fit the predictions
 * @example metrics.classPrecision({ average: 'macro' })
 */
export function classPrecision(args: ClassScoreArgs = {}): ConfusionMetric {
  return classScore('class_precision', args, (hits, _there, predicted) => ratio(hits, predicted));
}

/**
 * For every class, how many of it are taken for it. The class of a sample is its largest output.
 * @shape yTrue [batch, …], [batch, …, 1] or [batch, …, classes], yPred [batch, …, classes]
 * @throws {ArgumentError} for an average that is none, and targets that do not fit the predictions
 * @example metrics.classRecall({ average: 'macro' })
 */
export function classRecall(args: ClassScoreArgs = {}): ConfusionMetric {
  return classScore('class_recall', args, (hits, there) => ratio(hits, there));
}

/**
 * For every class, the harmonic mean of precision and recall. The class of a sample is its largest output.
 * @shape yTrue [batch, …], [batch, …, 1] or [batch, …, classes], yPred [batch, …, classes]
 * @throws {ArgumentError} for an average that is none, and targets that do not fit the predictions
 * @example metrics.classF1Score({ average: 'weighted' })
 */
export function classF1Score(args: ClassScoreArgs = {}): ConfusionMetric {
  return classScore('class_f1_score', args, (hits, there, predicted) => ratio(2 * hits, there + predicted));
}

type Score = (hits: number, there: number, predicted: number) => number;

function classScore(defaultName: string, args: ClassScoreArgs, score: Score): ConfusionMetric {
  const { average = 'macro', name = defaultName } = args;
  requireOneOf(defaultName, { average }, ['macro', 'micro', 'weighted']);
  const values = (sums: Float64Array): number[] => {
    const [there, predicted] = [rowTotals(sums), columnTotals(sums)];
    return diagonalOf(sums).map((hits, index) => score(hits, there[index]!, predicted[index]!));
  };
  return {
    name,
    sums(yTrue, yPred, sampleWeight) {
      const { labels, decisions, classes } = classDecisions(name, yTrue, yPred);
      return confusionCounts(labels, decisions, classes, { sampleWeight });
    },
    matrix: matrixOf,
    values,
    result(sums) {
      // Every sample is there once and predicted once: all three scores are then the share of hits.
      if (average === 'micro') return ratio(sum(diagonalOf(sums)), sum(sums));
      if (average === 'macro') return mean(values(sums));
      const shares = ratios(rowTotals(sums), rowTotals(sums).fill(sum(sums)));
      return sum(values(sums).map((value, index) => value * shares[index]!));
    },
  };
}
