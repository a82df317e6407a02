import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import {
  classesLast,
  clipped,
  requireSmoothing,
  type SmoothedCrossentropyArgs,
  smoothed,
} from './crossentropyArgs.js';
import { type Loss, lossOf } from './loss.js';

const name = 'categorical_crossentropy';

/**
 * −Σ target · log p, for targets that are one-hot rows or probabilities. From probabilities Keras divides by the row's sum
 * before it clips. Mirrors keras.losses.CategoricalCrossentropy.
 * @shape yTrue and yPred [batch, …, classes] → [batch, …]
 * @throws {ArgumentError} for a labelSmoothing outside [0, 1], and targets that do not fit the predictions
 * @example losses.categoricalCrossentropy({ labelSmoothing: 0.1 })
 */
export function categoricalCrossentropy(args: SmoothedCrossentropyArgs = {}): Loss {
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = args;
  requireSmoothing('categoricalCrossentropy', labelSmoothing);

  const crossentropy = (yTrue: Tensor, logProbabilities: Tensor): Tensor => {
    const targets = alignTargets(name, classesLast(yTrue, axis), logProbabilities);
    const softened = smoothed(targets, labelSmoothing, logProbabilities.shape.at(-1)!);
    return tf.neg(tf.sum(tf.mul(softened, logProbabilities), -1));
  };
  const perSampleFromLogits = (yTrue: Tensor, logits: Tensor): Tensor =>
    crossentropy(yTrue, tf.logSoftmax(classesLast(logits, axis)));

  return lossOf(
    {
      name,
      targets: 'oneHot',
      fromLogits,
      logitsOf: 'softmax',
      perSample(yTrue, yPred) {
        if (fromLogits) return perSampleFromLogits(yTrue, yPred);
        const rows = classesLast(yPred, axis);
        return crossentropy(yTrue, tf.log(clipped(tf.div(rows, tf.sum(rows, -1, true)))));
      },
      perSampleFromLogits,
    },
    args,
  );
}
