import { ArgumentError } from '../../errors.js';
import type { Loss } from '../losses/loss.js';
import { lossFrom } from '../losses/lossFrom.js';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.js';
import { accuracyFor } from './accuracyFor.js';
import { auc } from './auc.js';
import { classF1Score, classPrecision, classRecall } from './classScores.js';
import { confusionMatrix } from './confusionMatrix.js';
import { f1Score, fBetaScore } from './fBetaScore.js';
import { binaryIoU } from './iou.js';
import { fromLoss, logCoshError } from './lossMetrics.js';
import type { Metric } from './metric.js';
import { precision } from './precision.js';
import { r2Score } from './r2Score.js';
import { recall } from './recall.js';
import { cosineSimilarity, rootMeanSquaredError } from './regression.js';
import { sparseTopKCategoricalAccuracy, topKCategoricalAccuracy } from './topKAccuracy.js';

const makers: Record<string, (args: { name: string }) => Metric> = {
  sparseCategoricalAccuracy,
  categoricalAccuracy,
  binaryAccuracy,
  sparseTopKCategoricalAccuracy,
  topKCategoricalAccuracy,
  precision,
  recall,
  f1Score,
  fBetaScore,
  auc,
  classPrecision,
  classRecall,
  classF1Score,
  confusionMatrix,
  binaryIoU,
  rootMeanSquaredError,
  cosineSimilarity,
  r2Score,
  logCoshError,
};

const lossNames = [
  'sparseCategoricalCrossentropy',
  'categoricalCrossentropy',
  'binaryCrossentropy',
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'klDivergence',
  'poisson',
  'hinge',
  'squaredHinge',
  'categoricalHinge',
  'mse',
  'mae',
  'mape',
  'msle',
  'bce',
];

const byName = new Map(Object.entries(makers).map(([name, make]) => [name.toLowerCase(), make]));

/**
 * A metric by name or itself. `accuracy` becomes the one that fits the loss. In logs it has the name that it was asked
 * for by, in snake_case. Mirrors keras.metrics.get.
 * @throws {ArgumentError} for a name that is none
 * @example metrics.get('accuracy', losses.sparseCategoricalCrossentropy())
 */
export function metricFrom(argument: string | Metric, loss: Loss): Metric {
  if (typeof argument !== 'string') return argument;
  const key = argument.replaceAll('_', '').toLowerCase();
  const name = snakeCase(argument);
  if (key === 'accuracy' || key === 'acc') return accuracyFor(loss, name);
  if (key === 'crossentropy' || key === 'ce') return fromLoss(loss, { name });
  const make = byName.get(key);
  if (make !== undefined) return make({ name });
  if (lossNames.some((one) => one.toLowerCase() === key)) return fromLoss(lossFrom(argument), { name });
  throw new ArgumentError(
    `compile: unknown metric “${argument}”. Expected one of: accuracy, ${[...Object.keys(makers), ...lossNames].join(', ')}.`,
  );
}

/** sparseCategoricalAccuracy → sparse_categorical_accuracy; names that are not in camelCase stay as they are. */
function snakeCase(name: string): string {
  if (!/[a-z0-9][A-Z]/.test(name)) return name;
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
