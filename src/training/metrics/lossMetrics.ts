/** Losses to watch without learning from them. Mirrors the keras.metrics of the same names. */

import { tf } from '../../engine/index.js';
import { binaryCrossentropy as binaryCrossentropyLoss } from '../losses/binaryCrossentropy.js';
import { categoricalCrossentropy as categoricalCrossentropyLoss } from '../losses/categoricalCrossentropy.js';
import { categoricalHinge as categoricalHingeLoss } from '../losses/categoricalHinge.js';
import type { CrossentropyArgs, SmoothedCrossentropyArgs } from '../losses/crossentropyArgs.js';
import { hinge as hingeLoss } from '../losses/hinge.js';
import { klDivergence as klDivergenceLoss } from '../losses/klDivergence.js';
import { logCosh as logCoshLoss } from '../losses/logCosh.js';
import type { Loss } from '../losses/loss.js';
import { meanAbsoluteError as meanAbsoluteErrorLoss } from '../losses/meanAbsoluteError.js';
import { meanAbsolutePercentageError as meanAbsolutePercentageErrorLoss } from '../losses/meanAbsolutePercentageError.js';
import { meanSquaredError as meanSquaredErrorLoss } from '../losses/meanSquaredError.js';
import { meanSquaredLogarithmicError as meanSquaredLogarithmicErrorLoss } from '../losses/meanSquaredLogarithmicError.js';
import { poisson as poissonLoss } from '../losses/poisson.js';
import { sparseCategoricalCrossentropy as sparseCategoricalCrossentropyLoss } from '../losses/sparseCategoricalCrossentropy.js';
import { squaredHinge as squaredHingeLoss } from '../losses/squaredHinge.js';
import type { MetricArgs } from './accuracy.js';
import { weightedSums } from './meanMetric.js';
import type { Metric } from './metric.js';

/**
 * The mean of a loss over the samples, whatever its reduction; labels that it ignores are left out.
 * @example metrics.fromLoss(losses.huber({ delta: 0.5 }))
 */
export function fromLoss(loss: Loss, args: MetricArgs = {}): Metric {
  return {
    name: args.name ?? loss.name,
    sums(yTrue, yPred, sampleWeight) {
      const values = loss.perSample(yTrue, yPred);
      const mask = loss.mask?.(yTrue, yPred);
      if (mask === undefined) return weightedSums(values, sampleWeight);
      const masked = weightedSums(tf.mul(values, mask), sampleWeight);
      const counted = weightedSums(mask, sampleWeight);
      return tf.concat1d([tf.slice1d(masked, 0, 1), tf.slice1d(counted, 0, 1)]);
    },
    result: ([sum, weight]) => (weight === 0 ? 0 : sum! / weight!),
  };
}

/**
 * The mean of (t − y)². Mirrors keras.metrics.MeanSquaredError; shapes and errors are the loss’s.
 * @example metrics.meanSquaredError()
 */
export function meanSquaredError(args: MetricArgs = {}): Metric {
  return fromLoss(meanSquaredErrorLoss(), args);
}

/**
 * The mean of |t − y|. Mirrors keras.metrics.MeanAbsoluteError; shapes and errors are the loss’s.
 * @example metrics.meanAbsoluteError()
 */
export function meanAbsoluteError(args: MetricArgs = {}): Metric {
  return fromLoss(meanAbsoluteErrorLoss(), args);
}

/**
 * 100 times the mean of |t − y| / |t|. Mirrors keras.metrics.MeanAbsolutePercentageError; shapes and errors are the loss’s.
 * @example metrics.meanAbsolutePercentageError()
 */
export function meanAbsolutePercentageError(args: MetricArgs = {}): Metric {
  return fromLoss(meanAbsolutePercentageErrorLoss(), args);
}

/**
 * The mean of (log(1 + t) − log(1 + y))². Mirrors keras.metrics.MeanSquaredLogarithmicError; shapes and errors are the loss’s.
 * @example metrics.meanSquaredLogarithmicError()
 */
export function meanSquaredLogarithmicError(args: MetricArgs = {}): Metric {
  return fromLoss(meanSquaredLogarithmicErrorLoss(), args);
}

/**
 * The mean of log(cosh(y − t)). Mirrors keras.metrics.LogCoshError; shapes and errors are the loss’s.
 * @example metrics.logCoshError()
 */
export function logCoshError(args: MetricArgs = {}): Metric {
  return fromLoss(logCoshLoss(), { name: 'logcosh', ...args });
}

/**
 * The mean of Σ t · log(t / y). Mirrors keras.metrics.KLDivergence; shapes and errors are the loss’s.
 * @example metrics.klDivergence()
 */
export function klDivergence(args: MetricArgs = {}): Metric {
  return fromLoss(klDivergenceLoss(), args);
}

/**
 * The mean of y − t · log y. Mirrors keras.metrics.Poisson; shapes and errors are the loss’s.
 * @example metrics.poisson()
 */
export function poisson(args: MetricArgs = {}): Metric {
  return fromLoss(poissonLoss(), args);
}

/**
 * The mean of max(1 − t·y, 0). Mirrors keras.metrics.Hinge; shapes and errors are the loss’s.
 * @example metrics.hinge()
 */
export function hinge(args: MetricArgs = {}): Metric {
  return fromLoss(hingeLoss(), args);
}

/**
 * The mean of max(1 − t·y, 0)². Mirrors keras.metrics.SquaredHinge; shapes and errors are the loss’s.
 * @example metrics.squaredHinge()
 */
export function squaredHinge(args: MetricArgs = {}): Metric {
  return fromLoss(squaredHingeLoss(), args);
}

/**
 * The mean of max(n − p + 1, 0), p the true class’s output, n the largest of the others. Mirrors keras.metrics.CategoricalHinge; shapes and errors are the loss’s.
 * @example metrics.categoricalHinge()
 */
export function categoricalHinge(args: MetricArgs = {}): Metric {
  return fromLoss(categoricalHingeLoss(), args);
}

/**
 * The mean of −(t·log p + (1 − t)·log(1 − p)). Mirrors keras.metrics.BinaryCrossentropy; shapes and errors are the loss’s.
 * @example metrics.binaryCrossentropy({ fromLogits: true })
 */
export function binaryCrossentropy(args: SmoothedCrossentropyArgs = {}): Metric {
  return fromLoss(binaryCrossentropyLoss(args));
}

/**
 * The mean of −Σ t · log p. Mirrors keras.metrics.CategoricalCrossentropy; shapes and errors are the loss’s.
 * @example metrics.categoricalCrossentropy({ fromLogits: true })
 */
export function categoricalCrossentropy(args: SmoothedCrossentropyArgs = {}): Metric {
  return fromLoss(categoricalCrossentropyLoss(args));
}

/**
 * The mean of −log p[label]. Mirrors keras.metrics.SparseCategoricalCrossentropy; shapes and errors are the loss’s.
 * @example metrics.sparseCategoricalCrossentropy({ fromLogits: true })
 */
export function sparseCategoricalCrossentropy(args: CrossentropyArgs = {}): Metric {
  return fromLoss(sparseCategoricalCrossentropyLoss(args));
}
