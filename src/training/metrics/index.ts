/** Metrics, under Keras's names in camelCase. */
import { ArgumentError } from '../../errors.js';
import type { Loss } from '../losses/index.js';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.js';
import type { Metric } from './metric.js';

export { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.js';
export { meanMetric } from './meanMetric.js';
export type { Metric } from './metric.js';

/**
 * A metric by name or itself. `accuracy` becomes the one that fits the loss's targets, and is called `accuracy`.
 * @throws {ArgumentError} for a name that is none
 */
export function metricFrom(argument: string | Metric, loss: Loss): Metric {
  if (typeof argument !== 'string') return argument;
  switch (argument.replaceAll('_', '').toLowerCase()) {
    case 'accuracy':
    case 'acc':
      return accuracyFor(loss, argument);
    case 'sparsecategoricalaccuracy':
      return sparseCategoricalAccuracy();
    case 'categoricalaccuracy':
      return categoricalAccuracy();
    case 'binaryaccuracy':
      return binaryAccuracy();
    default:
      throw new ArgumentError(
        `compile: unknown metric “${argument}”. Expected one of: accuracy, sparseCategoricalAccuracy, categoricalAccuracy, binaryAccuracy.`,
      );
  }
}

function accuracyFor(loss: Loss, name: string): Metric {
  switch (loss.targets) {
    case 'indices':
      return sparseCategoricalAccuracy(name);
    case 'oneHot':
      return categoricalAccuracy(name);
    case 'values':
      return binaryAccuracy(name);
  }
}
