import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { alignWeights } from '../alignWeights.js';
import { alignTargets } from '../losses/alignTargets.js';
import { requireOneOf, requireWholeNumber } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';
import type { MetricOfSeveral } from './metric.js';
import { mean, parts, ratio, sum } from './ratios.js';

/** Arguments of `metrics.r2Score`. */
export interface R2ScoreArgs extends MetricArgs {
  /** How the outputs' scores become one: all alike, or by their variance. Default `uniformAverage`. */
  classAggregation?: 'uniformAverage' | 'varianceWeightedAverage';
  /** How many independent inputs the adjusted score takes into account. Default 0, the plain score. */
  numRegressors?: number;
}

/**
 * 1 − Σ(t − y)² / Σ(t − mean t)², the share of the targets' variance that is explained; 1 is perfect, 0 no better than
 * their mean. Mirrors keras.metrics.R2Score.
 * @shape yTrue and yPred [batch, outputs]
 * @throws {ArgumentError} for a classAggregation that is none, or predictions that are not [batch, outputs]
 * @example metrics.r2Score()
 */
export function r2Score(args: R2ScoreArgs = {}): MetricOfSeveral {
  const { classAggregation = 'uniformAverage', numRegressors = 0, name = 'r2_score' } = args;
  requireOneOf('r2Score', { classAggregation }, ['uniformAverage', 'varianceWeightedAverage']);
  requireWholeNumber('r2Score', { numRegressors }, 0);
  const scores = (sums: Float64Array): { score: number; total: number }[] => {
    const [linear, squares, errors, counts] = parts(sums.subarray(1), 4);
    return Array.from(linear!, (first, output) => {
      const total = squares![output]! - first * ratio(first, counts![output]!);
      const score = 1 - errors![output]! / total;
      return { total, score: Number.isFinite(score) || Number.isNaN(score) ? score : 0 };
    });
  };
  return {
    name,
    sums(yTrue, yPred, sampleWeight) {
      if (yPred.rank !== 2) {
        throw new ArgumentError(
          `r2Score: predictions [batch, outputs] are expected; received [${yPred.shape.join(', ')}].`,
        );
      }
      const targets = alignTargets(name, yTrue, yPred);
      const weights = sampleWeight === undefined ? tf.onesLike(yPred) : alignWeights(sampleWeight, yPred);
      const total = (numbers: Tensor): Tensor1D => tf.sum(tf.mul(numbers, weights), 0);
      return tf.concat1d([
        tf.tensor1d([targets.size]),
        total(targets),
        total(tf.square(targets)),
        total(tf.squaredDifference(targets, yPred)),
        tf.sum(weights, 0),
      ]);
    },
    values: (sums) => scores(sums).map(({ score }) => score),
    result(sums) {
      const each = scores(sums);
      const plain =
        classAggregation === 'uniformAverage'
          ? mean(each.map(({ score }) => score))
          : sum(each.map(({ score, total }) => score * total)) / sum(each.map(({ total }) => total));
      const freedom = sums[0]! - numRegressors - 1;
      if (numRegressors === 0 || freedom <= 0) return plain;
      return 1 - ((1 - plain) * (sums[0]! - 1)) / freedom;
    },
  };
}
