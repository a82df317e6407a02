import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { alignWeights } from '../alignWeights.js';
import { requireOneOf, requirePositive } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';
import type { Average, MetricOfSeveral } from './metric.js';
import { mean, parts, sum } from './ratios.js';

/** Arguments of `metrics.f1Score`. */
export interface F1ScoreArgs extends MetricArgs {
  /** How the classes' scores become one. Default `macro`; `values` has them apart. */
  average?: Average;
  /** Outputs above it are positive, in (0, 1]; without it the largest output of every sample is. Default none. */
  threshold?: number | null;
}

/** Arguments of `metrics.fBetaScore`. */
export interface FBetaScoreArgs extends F1ScoreArgs {
  /** How many times as much recall weighs as precision. Default 1. */
  beta?: number;
}

/** Keras's epsilon, which it adds to every denominator. */
const epsilon = 1e-7;

/**
 * (1 + β²) · precision · recall / (β² · precision + recall), for one-hot targets. Mirrors keras.metrics.FBetaScore, whose
 * `average=None` is our `values`. For labels that are class indices use `classF1Score`.
 * @shape yTrue and yPred [batch, classes]
 * @throws {ArgumentError} for a beta that is not positive, or a threshold outside (0, 1]
 * @example metrics.fBetaScore({ beta: 2, average: 'weighted' })
 */
export function fBetaScore(args: FBetaScoreArgs = {}): MetricOfSeveral {
  const { average = 'macro', beta = 1, threshold = null, name = 'fbeta_score' } = args;
  requireOneOf('fBetaScore', { average }, ['macro', 'micro', 'weighted']);
  requirePositive('fBetaScore', { beta });
  if (threshold !== null && !(threshold > 0 && threshold <= 1)) {
    throw new ArgumentError(`fBetaScore: threshold must be a number in (0, 1]; received ${threshold}.`);
  }
  const score = (truePositives: number, falsePositives: number, falseNegatives: number): number => {
    const precision = truePositives / (truePositives + falsePositives + epsilon);
    const recall = truePositives / (truePositives + falseNegatives + epsilon);
    return ((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall + epsilon);
  };
  const values = (sums: Float64Array): number[] => {
    const [truePositives, falsePositives, falseNegatives] = parts(sums, 3);
    return Array.from(truePositives!, (count, index) =>
      score(count, falsePositives![index]!, falseNegatives![index]!),
    );
  };
  return {
    name,
    sums(yTrue, yPred, sampleWeight) {
      if (yTrue.rank !== 2 || yTrue.shape.join() !== yPred.shape.join()) {
        throw new ArgumentError(
          `${name}: one-hot targets and predictions [batch, classes] are expected; received [${yTrue.shape.join(', ')}] and [${yPred.shape.join(', ')}]. ` +
            'For labels that are class indices use metrics.classF1Score().',
        );
      }
      const targets = tf.cast(yTrue, 'float32');
      const decisions =
        threshold === null ? largest(yPred) : tf.cast(tf.greater(yPred, threshold), 'float32');
      const total = (counts: Tensor): Tensor1D =>
        tf.sum(sampleWeight === undefined ? counts : tf.mul(counts, alignWeights(sampleWeight, counts)), 0);
      return tf.concat1d([
        total(tf.mul(decisions, targets)),
        total(tf.mul(decisions, tf.sub(1, targets))),
        total(tf.mul(tf.sub(1, decisions), targets)),
      ]);
    },
    values,
    result(sums) {
      const [truePositives, falsePositives, falseNegatives] = parts(sums, 3);
      if (average === 'micro') return score(sum(truePositives!), sum(falsePositives!), sum(falseNegatives!));
      const scores = values(sums);
      if (average === 'macro') return mean(scores);
      const frequencies = truePositives!.map((count, index) => count + falseNegatives![index]!);
      const all = sum(frequencies) + epsilon;
      return sum(scores.map((one, index) => (one * frequencies[index]!) / all));
    },
  };
}

/**
 * The harmonic mean of precision and recall, for one-hot targets. Mirrors keras.metrics.F1Score.
 * @shape yTrue and yPred [batch, classes]
 * @throws {ArgumentError} for a threshold outside (0, 1]
 * @example metrics.f1Score({ average: 'macro' })
 */
export function f1Score(args: F1ScoreArgs = {}): MetricOfSeveral {
  return fBetaScore({ ...args, name: args.name ?? 'f1_score' });
}

/** 1 for the largest outputs of every row, 0 for the rest; a row of zeros has none. */
function largest(yPred: Tensor): Tensor {
  const isLargest = tf.greaterEqual(yPred, tf.max(yPred, -1, true));
  return tf.cast(tf.logicalAnd(isLargest, tf.greater(tf.abs(yPred), 1e-9)), 'float32');
}
