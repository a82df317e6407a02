/** How many decisions are right and wrong at each of several thresholds. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { alignWeights } from '../alignWeights.js';
import { alignTargets } from '../losses/alignTargets.js';
import { requireWholeNumber, requireWithin } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';

/** Arguments of `metrics.precision` and `metrics.recall`. */
export interface ThresholdArgs extends MetricArgs {
  /** Outputs above it are positive; several give a value each. Default 0.5, with topK none. */
  thresholds?: number | readonly number[] | null;
  /** Counts only the k largest outputs of every sample as positive. Default all. */
  topK?: number | null;
  /** Counts only this class. Default all. */
  classId?: number | null;
}

/** True positives, false positives and false negatives at each threshold: [thresholds] each. */
export interface ThresholdCounts {
  truePositives: Tensor1D;
  falsePositives: Tensor1D;
  falseNegatives: Tensor1D;
}

/** So low that every output of the top k is above it, and what is not of them is put there. */
const outOfTopK = -1e10;

/** The thresholds that the arguments mean.
 *  @throws {ArgumentError} for a threshold outside [0, 1], and for a topK or classId that is no whole number */
export function thresholdsOf(metric: string, args: ThresholdArgs): readonly number[] {
  const { thresholds, topK = null, classId = null } = args;
  if (topK !== null) requireWholeNumber(metric, { topK }, 1);
  if (classId !== null) requireWholeNumber(metric, { classId }, 0);
  if (thresholds == null) return [topK === null ? 0.5 : outOfTopK];
  const list = typeof thresholds === 'number' ? [thresholds] : thresholds;
  if (list.length === 0) throw new ArgumentError(`${metric}: thresholds must hold at least one number.`);
  for (const threshold of list) requireWithin(metric, { thresholds: threshold }, 0, 1);
  return list;
}

export function thresholdCounts(
  metric: string,
  thresholds: readonly number[],
  args: ThresholdArgs,
  [yTrue, yPred, sampleWeight]: readonly [Tensor, Tensor, Tensor | undefined],
): ThresholdCounts {
  const { topK = null, classId = null } = args;
  let targets = alignTargets(metric, yTrue, yPred);
  let outputs = topK === null ? yPred : onlyTopK(yPred, topK);
  if (classId !== null) {
    const classes = yPred.shape.at(-1)!;
    if (yPred.rank < 2 || classId >= classes) {
      throw new ArgumentError(
        `${metric}: classId ${classId} needs predictions with a class ${classId}; they are [${yPred.shape.join(', ')}].`,
      );
    }
    const ofClass = (tensor: Tensor): Tensor => tf.gather(tensor, [classId], tensor.rank - 1);
    targets = ofClass(targets);
    outputs = ofClass(outputs);
  }
  const weights = sampleWeight === undefined ? tf.onesLike(outputs) : alignWeights(sampleWeight, outputs);
  const isTrue = tf.cast(tf.notEqual(targets, 0), 'float32');
  const positives = tf.reshape(tf.mul(isTrue, weights), [-1, 1]);
  const negatives = tf.reshape(tf.mul(tf.sub(1, isTrue), weights), [-1, 1]);
  const flat = tf.reshape(outputs, [1, -1]);
  const isPositive = tf.cast(
    tf.greater(flat, tf.tensor2d([...thresholds], [thresholds.length, 1])),
    'float32',
  );
  const truePositives = tf.reshape(tf.matMul(isPositive, positives), [-1]) as Tensor1D;
  return {
    truePositives,
    falsePositives: tf.reshape(tf.matMul(isPositive, negatives), [-1]),
    falseNegatives: tf.sub(tf.sum(positives), truePositives),
  };
}

function onlyTopK(yPred: Tensor, k: number): Tensor {
  const classes = yPred.shape.at(-1)!;
  const { indices } = tf.topk(yPred, Math.min(k, classes));
  const isTop = tf.sum(tf.cast(tf.oneHot(tf.cast(indices, 'int32'), classes), 'float32'), -2);
  return tf.add(tf.mul(yPred, isTop), tf.mul(tf.sub(1, isTop), outOfTopK));
}
