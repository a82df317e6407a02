import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { clipped, requireSmoothing, type SmoothedCrossentropyArgs, smoothed } from './crossentropyArgs.js';
import { type Loss, lossOf } from './loss.js';

const name = 'binary_crossentropy';

/**
 * −(t·log p + (1 − t)·log(1 − p)), the mean over the last axis. Mirrors keras.losses.BinaryCrossentropy.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for a labelSmoothing outside [0, 1], and targets that do not fit the predictions
 * @example losses.binaryCrossentropy({ fromLogits: true })
 */
export function binaryCrossentropy(args: SmoothedCrossentropyArgs = {}): Loss {
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = args;
  requireSmoothing('binaryCrossentropy', labelSmoothing);
  const targetsFor = (yTrue: Tensor, yPred: Tensor): Tensor =>
    smoothed(alignTargets(name, yTrue, yPred), labelSmoothing, 2);
  const perSampleFromLogits = (yTrue: Tensor, logits: Tensor): Tensor =>
    tf.mean(elementsFromLogits(targetsFor(yTrue, logits), logits), axis);

  return lossOf(
    {
      name,
      targets: 'values',
      fromLogits,
      logitsOf: 'sigmoid',
      perSample: (yTrue, yPred) =>
        fromLogits
          ? perSampleFromLogits(yTrue, yPred)
          : tf.mean(elementsFromProbabilities(targetsFor(yTrue, yPred), yPred), axis),
      perSampleFromLogits,
    },
    args,
  );
}

/** max(z, 0) − z·t + log(1 + e^−|z|): no exponential can overflow. */
export function elementsFromLogits(targets: Tensor, logits: Tensor): Tensor {
  return tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
}

/** −(t·log p + (1 − t)·log(1 − p)) */
export function elementsFromProbabilities(targets: Tensor, probabilities: Tensor): Tensor {
  const inside = clipped(probabilities);
  const ones = tf.mul(targets, tf.log(inside));
  const zeros = tf.mul(tf.sub(1, targets), tf.log(tf.sub(1, inside)));
  return tf.neg(tf.add(ones, zeros));
}
