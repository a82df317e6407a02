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

/** @example metrics.meanSquaredError() */
export function meanSquaredError(args: MetricArgs = {}): Metric {
  return fromLoss(meanSquaredErrorLoss(), args);
}

/** @example metrics.meanAbsoluteError() */
export function meanAbsoluteError(args: MetricArgs = {}): Metric {
  return fromLoss(meanAbsoluteErrorLoss(), args);
}

/** @example metrics.meanAbsolutePercentageError() */
export function meanAbsolutePercentageError(args: MetricArgs = {}): Metric {
  return fromLoss(meanAbsolutePercentageErrorLoss(), args);
}

/** @example metrics.meanSquaredLogarithmicError() */
export function meanSquaredLogarithmicError(args: MetricArgs = {}): Metric {
  return fromLoss(meanSquaredLogarithmicErrorLoss(), args);
}

/** @example metrics.logCoshError() */
export function logCoshError(args: MetricArgs = {}): Metric {
  return fromLoss(logCoshLoss(), { name: 'logcosh', ...args });
}

/** @example metrics.klDivergence() */
export function klDivergence(args: MetricArgs = {}): Metric {
  return fromLoss(klDivergenceLoss(), args);
}

/** @example metrics.poisson() */
export function poisson(args: MetricArgs = {}): Metric {
  return fromLoss(poissonLoss(), args);
}

/** @example metrics.hinge() */
export function hinge(args: MetricArgs = {}): Metric {
  return fromLoss(hingeLoss(), args);
}

/** @example metrics.squaredHinge() */
export function squaredHinge(args: MetricArgs = {}): Metric {
  return fromLoss(squaredHingeLoss(), args);
}

/** @example metrics.categoricalHinge() */
export function categoricalHinge(args: MetricArgs = {}): Metric {
  return fromLoss(categoricalHingeLoss(), args);
}

/** @example metrics.binaryCrossentropy({ fromLogits: true }) */
export function binaryCrossentropy(args: SmoothedCrossentropyArgs = {}): Metric {
  return fromLoss(binaryCrossentropyLoss(args));
}

/** @example metrics.categoricalCrossentropy({ fromLogits: true }) */
export function categoricalCrossentropy(args: SmoothedCrossentropyArgs = {}): Metric {
  return fromLoss(categoricalCrossentropyLoss(args));
}

/** @example metrics.sparseCategoricalCrossentropy({ fromLogits: true }) */
export function sparseCategoricalCrossentropy(args: CrossentropyArgs = {}): Metric {
  return fromLoss(sparseCategoricalCrossentropyLoss(args));
}
