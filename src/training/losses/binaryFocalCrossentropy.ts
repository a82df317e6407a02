import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { alignTargets } from './alignTargets.js';
import { elementsFromLogits, elementsFromProbabilities } from './binaryCrossentropy.js';
import { requireSmoothing, type SmoothedCrossentropyArgs, smoothed } from './crossentropyArgs.js';
import { type Loss, lossOf } from './loss.js';

/** Arguments of `losses.binaryFocalCrossentropy`. */
export interface BinaryFocalCrossentropyArgs extends SmoothedCrossentropyArgs {
  /** Weighs ones by alpha and zeros by 1 − alpha. Default false. */
  applyClassBalancing?: boolean;
  /** The weight of ones, in [0, 1]. Default 0.25. */
  alpha?: number;
  /** How much easy samples are discounted; 0 is the plain cross-entropy. Default 2. */
  gamma?: number;
}

const name = 'binary_focal_crossentropy';

/**
 * (1 − p_t)^gamma times the binary cross-entropy, p_t being the probability given to the truth.
 * Lin et al. 2017, "Focal Loss for Dense Object Detection". Mirrors keras.losses.BinaryFocalCrossentropy.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for an alpha outside [0, 1], a negative gamma, and targets that do not fit the predictions
 * @example losses.binaryFocalCrossentropy({ gamma: 2, applyClassBalancing: true })
 */
export function binaryFocalCrossentropy(args: BinaryFocalCrossentropyArgs = {}): Loss {
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = args;
  const { applyClassBalancing = false, alpha = 0.25, gamma = 2 } = args;
  requireSmoothing('binaryFocalCrossentropy', labelSmoothing);
  requireWithin('binaryFocalCrossentropy', { alpha }, 0, 1);
  requireWithin('binaryFocalCrossentropy', { gamma }, 0, Infinity);

  const targetsFor = (yTrue: Tensor, yPred: Tensor): Tensor =>
    smoothed(alignTargets(name, yTrue, yPred), labelSmoothing, 2);
  const focused = (targets: Tensor, probabilities: Tensor, crossentropy: Tensor): Tensor => {
    const opposite = tf.sub(1, targets);
    const truth = tf.add(tf.mul(targets, probabilities), tf.mul(opposite, tf.sub(1, probabilities)));
    const focal = tf.mul(tf.pow(tf.sub(1, truth), gamma), crossentropy);
    if (!applyClassBalancing) return tf.mean(focal, axis);
    const weights = tf.add(tf.mul(targets, alpha), tf.mul(opposite, 1 - alpha));
    return tf.mean(tf.mul(weights, focal), axis);
  };
  const perSampleFromLogits = (yTrue: Tensor, logits: Tensor): Tensor => {
    const targets = targetsFor(yTrue, logits);
    return focused(targets, tf.sigmoid(logits), elementsFromLogits(targets, logits));
  };

  return lossOf(
    {
      name,
      targets: 'values',
      fromLogits,
      logitsOf: 'sigmoid',
      perSample(yTrue, yPred) {
        if (fromLogits) return perSampleFromLogits(yTrue, yPred);
        const targets = targetsFor(yTrue, yPred);
        return focused(targets, yPred, elementsFromProbabilities(targets, yPred));
      },
      perSampleFromLogits,
    },
    args,
  );
}
