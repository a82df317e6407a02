/** Cross-entropies, computed from logits wherever they can be, so that nothing overflows or is clipped away.
 *  Mirrors keras.losses. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Loss } from './loss.js';

export interface CrossentropyArgs {
  /** Whether the model's outputs are logits (no softmax or sigmoid in the model). Default false. */
  fromLogits?: boolean;
}

/** Keras's epsilon: probabilities are kept this far from 0 and 1 before the logarithm. */
const epsilon = 1e-7;

/**
 * −log p[label], for labels that are class indices.
 * @shape yTrue [batch] or [batch, 1] whole numbers, yPred [batch, classes] → [batch]
 * @example losses.sparseCategoricalCrossentropy({ fromLogits: true })
 */
export function sparseCategoricalCrossentropy(args: CrossentropyArgs = {}): Loss {
  return {
    name: 'sparse_categorical_crossentropy',
    targets: 'indices',
    perSample(yTrue, yPred) {
      const classes = yPred.shape.at(-1)!;
      const labels = tf.cast(tf.reshape(yTrue, yPred.shape.slice(0, -1)), 'int32');
      return rowCrossentropy(tf.cast(tf.oneHot(labels, classes), 'float32'), yPred, args.fromLogits ?? false);
    },
  };
}

/**
 * −Σ target · log p, for targets that are one-hot rows or probabilities.
 * @shape yTrue and yPred [batch, classes] → [batch]
 * @example losses.categoricalCrossentropy()
 */
export function categoricalCrossentropy(args: CrossentropyArgs = {}): Loss {
  return {
    name: 'categorical_crossentropy',
    targets: 'oneHot',
    perSample: (yTrue, yPred) => rowCrossentropy(tf.cast(yTrue, 'float32'), yPred, args.fromLogits ?? false),
  };
}

/**
 * −(t·log p + (1 − t)·log(1 − p)), the mean over the last axis.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @example losses.binaryCrossentropy({ fromLogits: true })
 */
export function binaryCrossentropy(args: CrossentropyArgs = {}): Loss {
  return {
    name: 'binary_crossentropy',
    targets: 'values',
    perSample(yTrue, yPred) {
      const targets = tf.cast(tf.reshape(yTrue, yPred.shape), 'float32');
      const logits = args.fromLogits === true ? yPred : logitsOfProbabilities(yPred);
      // max(z, 0) − z·t + log(1 + e^−|z|): the same value, and no exponential can overflow.
      const stable = tf.add(
        tf.sub(tf.relu(logits), tf.mul(logits, targets)),
        tf.log1p(tf.exp(tf.neg(tf.abs(logits)))),
      );
      return tf.mean(stable, -1);
    },
  };
}

function rowCrossentropy(targets: Tensor, yPred: Tensor, fromLogits: boolean): Tensor {
  const logits = fromLogits ? yPred : tf.log(tf.clipByValue(yPred, epsilon, 1 - epsilon));
  return tf.neg(tf.sum(tf.mul(targets, tf.logSoftmax(logits)), -1));
}

function logitsOfProbabilities(probabilities: Tensor): Tensor {
  const clipped = tf.clipByValue(probabilities, epsilon, 1 - epsilon);
  return tf.log(tf.div(clipped, tf.sub(1, clipped)));
}
