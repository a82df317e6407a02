/** Cross-entropies, computed from logits wherever they can be, so that nothing overflows or is clipped away.
 *  Mirrors keras.losses. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Loss } from './loss.js';

export interface CrossentropyArgs {
  /** Whether the model's outputs are logits (no softmax or sigmoid in the model). Default false. */
  fromLogits?: boolean;
}

export interface SmoothedCrossentropyArgs extends CrossentropyArgs {
  /** Moves this share of every target's certainty to all outputs alike, in [0, 1]. Default 0. */
  labelSmoothing?: number;
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
      // From probabilities Keras divides by the row's sum after clipping: a softmax of the logarithms.
      const logits = args.fromLogits === true ? yPred : tf.log(clipped(yPred));
      return tf.neg(tf.sum(tf.mul(tf.oneHot(labels, classes), tf.logSoftmax(logits)), -1));
    },
  };
}

/**
 * −Σ target · log p, for targets that are one-hot rows or probabilities.
 * @shape yTrue and yPred [batch, classes] → [batch]
 * @example losses.categoricalCrossentropy()
 */
export function categoricalCrossentropy(args: SmoothedCrossentropyArgs = {}): Loss {
  return {
    name: 'categorical_crossentropy',
    targets: 'oneHot',
    perSample(yTrue, yPred) {
      const targets = smoothed(yTrue, args.labelSmoothing, yPred.shape.at(-1)!);
      // From probabilities Keras divides by the row's sum before clipping.
      const logProbabilities =
        args.fromLogits === true
          ? tf.logSoftmax(yPred)
          : tf.log(clipped(tf.div(yPred, tf.sum(yPred, -1, true))));
      return tf.neg(tf.sum(tf.mul(targets, logProbabilities), -1));
    },
  };
}

/**
 * −(t·log p + (1 − t)·log(1 − p)), the mean over the last axis.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @example losses.binaryCrossentropy({ fromLogits: true })
 */
export function binaryCrossentropy(args: SmoothedCrossentropyArgs = {}): Loss {
  return {
    name: 'binary_crossentropy',
    targets: 'values',
    perSample(yTrue, yPred) {
      const targets = smoothed(tf.reshape(yTrue, yPred.shape), args.labelSmoothing, 2);
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

/** target · (1 − smoothing) + smoothing / outcomes */
function smoothed(targets: Tensor, smoothing: number | undefined, outcomes: number): Tensor {
  const numbers = tf.cast(targets, 'float32');
  return !smoothing ? numbers : tf.add(tf.mul(numbers, 1 - smoothing), smoothing / outcomes);
}

function logitsOfProbabilities(probabilities: Tensor): Tensor {
  const inside = clipped(probabilities);
  return tf.log(tf.div(inside, tf.sub(1, inside)));
}

function clipped(probabilities: Tensor): Tensor {
  return tf.clipByValue(probabilities, epsilon, 1 - epsilon);
}
