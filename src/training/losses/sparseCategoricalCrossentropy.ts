import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignLabels } from './alignTargets.js';
import { type CrossentropyArgs, classesLast, clipped, requireSmoothing } from './crossentropyArgs.js';
import { type Loss, lossOf } from './loss.js';

/** Arguments of `losses.sparseCategoricalCrossentropy`. */
export interface SparseCrossentropyArgs extends CrossentropyArgs {
  /** A label that counts neither in the loss nor in the mean, as for pixels of no class. Default none. */
  ignoreClass?: number | null;
  /** From 0 to 1: how much of each target is spread evenly over all classes. Default 0. Keras has it for one-hot targets
   *  only, {@link categoricalCrossentropy}; the loss is the same. */
  labelSmoothing?: number;
}

const name = 'sparse_categorical_crossentropy';

/**
 * −log p[label], for labels that are class indices. From probabilities Keras divides by the sum of the clipped row.
 * Mirrors keras.losses.SparseCategoricalCrossentropy.
 * @shape yTrue [batch, …] or [batch, …, 1] whole numbers, yPred [batch, …, classes] → [batch, …]
 * @throws {ArgumentError} for labels that do not fit the predictions, and a labelSmoothing outside [0, 1]
 * @example losses.sparseCategoricalCrossentropy({ fromLogits: true, ignoreClass: 255 })
 */
export function sparseCategoricalCrossentropy(args: SparseCrossentropyArgs = {}): Loss {
  const { fromLogits = false, labelSmoothing = 0, axis = -1 } = args;
  requireSmoothing('sparseCategoricalCrossentropy', labelSmoothing);
  const ignoreClass = args.ignoreClass ?? undefined;

  const perSampleFromLogits = (yTrue: Tensor, logits: Tensor): Tensor =>
    negativeLogLikelihood(yTrue, classesLast(logits, axis));
  const negativeLogLikelihood = (yTrue: Tensor, logits: Tensor): Tensor => {
    const labels = alignLabels(name, yTrue, logits);
    const isLabel = tf.cast(tf.oneHot(labels, logits.shape.at(-1)!), 'bool');
    const logProbabilities = tf.logSoftmax(logits);
    // Chosen, not multiplied: 0 · −∞ of a class that was ruled out would be NaN.
    const likelihood = tf.sum(tf.where(isLabel, logProbabilities, tf.zerosLike(logProbabilities)), -1);
    if (labelSmoothing === 0) return tf.neg(likelihood);
    const spread = tf.mul(tf.mean(logProbabilities, -1), labelSmoothing);
    return tf.neg(tf.add(tf.mul(likelihood, 1 - labelSmoothing), spread));
  };

  return lossOf(
    {
      name,
      targets: 'indices',
      ignoreClass,
      fromLogits,
      logitsOf: 'softmax',
      perSample(yTrue, yPred) {
        const rows = classesLast(yPred, axis);
        return negativeLogLikelihood(yTrue, fromLogits ? rows : tf.log(clipped(rows)));
      },
      perSampleFromLogits,
      ...(ignoreClass !== undefined && {
        mask(yTrue, yPred) {
          const labels = alignLabels(name, yTrue, classesLast(yPred, axis));
          return tf.cast(tf.notEqual(labels, ignoreClass), 'float32');
        },
      }),
    },
    args,
  );
}
