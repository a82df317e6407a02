import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { alignTargets } from './alignTargets.js';
import {
  classesLast,
  clipped,
  requireSmoothing,
  type SmoothedCrossentropyArgs,
  smoothed,
} from './crossentropyArgs.js';
import { type Loss, lossOf } from './loss.js';

/** Arguments of `losses.categoricalFocalCrossentropy`. */
export interface CategoricalFocalCrossentropyArgs extends SmoothedCrossentropyArgs {
  /** The weight of every class. Default 0.25. */
  alpha?: number;
  /** How much easy samples are discounted. Default 2. */
  gamma?: number;
}

const name = 'categorical_focal_crossentropy';

/**
 * −alpha · Σ (1 − p)^gamma · target · log p. From logits, too, Keras clips the probabilities: a sure mistake costs 16.1
 * and teaches nothing. Lin et al. 2017, "Focal Loss for Dense Object Detection".
 * Mirrors keras.losses.CategoricalFocalCrossentropy.
 * @shape yTrue and yPred [batch, …, classes] → [batch, …]
 * @throws {ArgumentError} for a negative alpha or gamma, and targets that do not fit the predictions
 * @example losses.categoricalFocalCrossentropy({ gamma: 2 })
 */
export function categoricalFocalCrossentropy(args: CategoricalFocalCrossentropyArgs = {}): Loss {
  const { fromLogits = false, labelSmoothing = 0, axis = -1, alpha = 0.25, gamma = 2 } = args;
  requireSmoothing('categoricalFocalCrossentropy', labelSmoothing);
  requireWithin('categoricalFocalCrossentropy', { alpha, gamma }, 0, Infinity);
  return lossOf(
    {
      name,
      targets: 'oneHot',
      fromLogits,
      perSample(yTrue, yPred) {
        const rows = classesLast(yPred, axis);
        const outputs = fromLogits ? tf.softmax(rows) : rows;
        const probabilities = clipped(tf.div(outputs, tf.sum(outputs, -1, true)));
        const aligned = alignTargets(name, classesLast(yTrue, axis), probabilities);
        const targets = smoothed(aligned, labelSmoothing, probabilities.shape.at(-1)!);
        const crossentropy = tf.neg(tf.mul(targets, tf.log(probabilities)));
        const focus = tf.mul(tf.pow(tf.sub(1, probabilities), gamma), alpha);
        return tf.sum(tf.mul(focus, crossentropy), -1);
      },
    },
    args,
  );
}
