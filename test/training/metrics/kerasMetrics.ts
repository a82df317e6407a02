import type { Tensor } from '../../../src/engine/index.js';
import { metrics } from '../../../src/training/index.js';
import { camelCase, ourArguments } from '../camelCase.js';

// The arguments come from a file: they are Keras's, and each row is made for its metric.
type Maker = (args: never) => metrics.Metric;

const makers: Record<string, Maker> = {
  AUC: metrics.auc,
  Accuracy: metrics.exactAccuracy,
  BinaryAccuracy: metrics.binaryAccuracy,
  BinaryCrossentropy: metrics.binaryCrossentropy,
  BinaryIoU: metrics.binaryIoU,
  CategoricalAccuracy: metrics.categoricalAccuracy,
  CategoricalCrossentropy: metrics.categoricalCrossentropy,
  CategoricalHinge: metrics.categoricalHinge,
  CosineSimilarity: metrics.cosineSimilarity,
  F1Score: metrics.f1Score,
  FBetaScore: metrics.fBetaScore,
  Hinge: metrics.hinge,
  IoU: metrics.iou,
  KLDivergence: metrics.klDivergence,
  LogCoshError: metrics.logCoshError,
  MeanAbsoluteError: metrics.meanAbsoluteError,
  MeanAbsolutePercentageError: metrics.meanAbsolutePercentageError,
  MeanIoU: metrics.meanIoU,
  MeanSquaredError: metrics.meanSquaredError,
  MeanSquaredLogarithmicError: metrics.meanSquaredLogarithmicError,
  Poisson: metrics.poisson,
  Precision: metrics.precision,
  R2Score: metrics.r2Score,
  Recall: metrics.recall,
  RootMeanSquaredError: metrics.rootMeanSquaredError,
  SparseCategoricalAccuracy: metrics.sparseCategoricalAccuracy,
  SparseCategoricalCrossentropy: metrics.sparseCategoricalCrossentropy,
  SparseTopKCategoricalAccuracy: metrics.sparseTopKCategoricalAccuracy,
  SquaredHinge: metrics.squaredHinge,
  TopKCategoricalAccuracy: metrics.topKCategoricalAccuracy,
};

/** Our metric for Keras's class and arguments. */
export function metricFor(kerasClass: string, args: Record<string, unknown>): metrics.Metric {
  const maker = makers[kerasClass];
  if (maker === undefined) throw new Error(`There is no metric ${kerasClass}.`);
  const ours = ourArguments(args, 'average', 'class_aggregation');
  if (typeof args.average === 'string') ours.average = args.average;
  if (typeof args.class_aggregation === 'string') {
    ours.classAggregation = camelCase(args.class_aggregation);
  }
  return (maker as (args: Record<string, unknown>) => metrics.Metric)(ours);
}

/** The metric's value as Keras gives it: one for each class or threshold where no average is asked for. */
export function metricValue(metric: metrics.Metric, sums: Tensor, args: Record<string, unknown>): number[] {
  const totals = Float64Array.from(sums.dataSync());
  const several =
    Array.isArray(args.thresholds) && args.curve === undefined && args.num_thresholds === undefined;
  const isApart =
    (several && (metric.name === 'precision' || metric.name === 'recall')) ||
    args.average === null ||
    args.class_aggregation === null;
  return isApart ? (metric as metrics.MetricOfSeveral).values(totals) : [metric.result(totals)];
}
