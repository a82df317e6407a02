/** Metrics, under Keras's names in camelCase. */
export {
  type BinaryAccuracyArgs,
  binaryAccuracy,
  categoricalAccuracy,
  exactAccuracy,
  type MetricArgs,
  sparseCategoricalAccuracy,
} from './accuracy.js';
export type { Curve, Summation } from './areaUnder.js';
export { type AUCArgs, auc } from './auc.js';
export { type ClassScoreArgs, classF1Score, classPrecision, classRecall } from './classScores.js';
export { confusionMatrix } from './confusionMatrix.js';
export { type F1ScoreArgs, type FBetaScoreArgs, f1Score, fBetaScore } from './fBetaScore.js';
export { type BinaryIoUArgs, binaryIoU, type IoUArgs, iou, type MeanIoUArgs, meanIoU } from './iou.js';
export {
  binaryCrossentropy,
  categoricalCrossentropy,
  categoricalHinge,
  fromLoss,
  hinge,
  klDivergence,
  logCoshError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from './lossMetrics.js';
export { meanMetric } from './meanMetric.js';
export type { Average, ConfusionMetric, Metric, MetricOfSeveral } from './metric.js';
export { metricFrom as get, metricFrom } from './metricFrom.js';
export { precision } from './precision.js';
export { type R2ScoreArgs, r2Score } from './r2Score.js';
export { recall } from './recall.js';
export { type CosineSimilarityMetricArgs, cosineSimilarity, rootMeanSquaredError } from './regression.js';
export type { ThresholdArgs } from './thresholdCounts.js';
export { sparseTopKCategoricalAccuracy, type TopKArgs, topKCategoricalAccuracy } from './topKAccuracy.js';
