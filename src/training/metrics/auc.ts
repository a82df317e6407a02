/** The area under a curve that goes through all thresholds. Mirrors keras.metrics.AUC. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { alignWeights } from '../alignWeights.js';
import { alignTargets } from '../losses/alignTargets.js';
import { requireOneOf, requireWholeNumber, requireWithin } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';
import { areaUnder, type Curve, type Summation } from './areaUnder.js';
import type { MetricOfSeveral } from './metric.js';
import { mean, parts, ratio, sum } from './ratios.js';

/** Arguments of `metrics.auc`. */
export interface AUCArgs extends MetricArgs {
  /** How many thresholds from 0 to 1 the curve goes through, at least 2. Default 200. */
  numThresholds?: number;
  /** Recall over the false positive rate, precision over recall, or their gains. Default `ROC`. */
  curve?: Curve;
  /** How the area between two thresholds is measured: between their heights, or at the lower or the higher one. */
  summationMethod?: Summation;
  /** Thresholds in (0, 1) instead of evenly spaced ones. */
  thresholds?: readonly number[] | null;
  /** One curve for each output, whose areas are averaged, instead of one for all outputs. Default false. */
  multiLabel?: boolean;
  /** The outputs' weights in the average, or in the counts where there is one curve. Default all alike. */
  labelWeights?: readonly number[] | null;
  /** Whether predictions are logits. Default false. */
  fromLogits?: boolean;
}

/**
 * The probability that a positive sample has a larger output than a negative one (ROC), or the mean precision over all
 * recalls (PR), from the counts at 200 thresholds.
 * @shape yTrue and yPred [batch] or [batch, outputs], in [0, 1] unless they are logits
 * @throws {ArgumentError} for fewer than two thresholds, a threshold outside [0, 1], a curve that is none
 * @example metrics.auc({ curve: 'PR' })
 */
export function auc(args: AUCArgs = {}): MetricOfSeveral {
  const { curve = 'ROC', summationMethod = 'interpolation', name = 'auc' } = args;
  const { multiLabel = false, labelWeights = null, fromLogits = false } = args;
  requireOneOf('auc', { curve }, ['ROC', 'PR', 'PRGAIN']);
  requireOneOf('auc', { summationMethod }, ['interpolation', 'minoring', 'majoring']);
  const count = countOf(args);

  /** For every output: how often the truth was 1, and 0, with so many thresholds exceeded. */
  const sums = (yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor1D => {
    const outputs = fromLogits ? tf.sigmoid(yPred) : yPred;
    const isTrue = tf.cast(tf.notEqual(alignTargets(name, yTrue, yPred), 0), 'float32');
    let weights = sampleWeight === undefined ? tf.onesLike(outputs) : alignWeights(sampleWeight, outputs);
    if (labelWeights !== null && !multiLabel) weights = tf.mul(weights, tf.tensor1d([...labelWeights]));
    const labels = multiLabel ? yPred.shape.at(-1)! : 1;
    const offsets = multiLabel ? tf.mul(tf.range(0, labels, 1, 'int32'), count.bins) : tf.scalar(0, 'int32');
    const bins = tf.reshape(tf.cast(tf.add(count.exceeded(outputs), offsets), 'int32'), [-1]);
    const histogram = (amounts: Tensor): Tensor1D =>
      tf.bincount(bins as Tensor1D, tf.reshape(amounts, [-1]), count.bins * labels);
    return tf.concat1d([histogram(tf.mul(isTrue, weights)), histogram(tf.mul(tf.sub(1, isTrue), weights))]);
  };
  const values = (totals: Float64Array): number[] => {
    const [positives, negatives] = parts(totals, 2);
    const labels = positives!.length / count.bins;
    const [ones, zeros] = [parts(positives!, labels), parts(negatives!, labels)];
    return ones.map((histogram, label) => areaUnder(histogram, zeros[label]!, curve, summationMethod));
  };
  return {
    name,
    sums,
    values,
    result(totals) {
      const areas = values(totals);
      if (!multiLabel || labelWeights === null) return mean(areas);
      return ratio(sum(areas.map((area, label) => area * labelWeights[label]!)), sum(labelWeights));
    },
  };
}

/** How many thresholds an output exceeds: from none to all. */
interface ThresholdCount {
  /** One more than there are thresholds. */
  bins: number;
  exceeded(outputs: Tensor): Tensor;
}

/** The thresholds begin just below 0 and end just above 1, so that 0 exceeds one and 1 does not exceed all. */
function countOf(args: AUCArgs): ThresholdCount {
  const { numThresholds = 200, thresholds = null } = args;
  if (thresholds === null) {
    requireWholeNumber('auc', { numThresholds }, 2);
    return {
      bins: numThresholds + 1,
      exceeded(outputs) {
        const place = tf.ceil(tf.mul(tf.clipByValue(outputs, 0, 1), numThresholds - 1));
        return tf.cast(tf.maximum(place, 1), 'int32');
      },
    };
  }
  if (thresholds.length === 0) throw new ArgumentError('auc: thresholds must hold at least one number.');
  for (const threshold of thresholds) requireWithin('auc', { thresholds: threshold }, 0, 1);
  const ascending = [-1e-7, ...[...thresholds].sort((a, b) => a - b), 1 + 1e-7];
  return {
    bins: ascending.length + 1,
    exceeded: (outputs) => {
      const isAbove = tf.greater(tf.expandDims(outputs, -1), tf.tensor1d(ascending));
      return tf.sum(tf.cast(isAbove, 'int32'), -1);
    },
  };
}
