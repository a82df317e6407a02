/** Running means of gradients, as the Adam family and its relatives keep them. */
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** mean ← mean + (value − mean)·(1 − decay), the order of operations that Keras's Adam has. */
export function movedTowards(mean: Tensor, value: Tensor, decay: number): Tensor {
  return tf.add(mean, tf.mul(tf.sub(value, mean), 1 - decay));
}

/** mean ← decay·mean + (1 − decay)·value */
export function runningMean(mean: Tensor, value: Tensor, decay: number): Tensor {
  return tf.add(tf.mul(mean, decay), tf.mul(value, 1 - decay));
}

/** 1 − decayᵗ: the weight that a mean begun at 0 has gathered after t steps. */
export function gathered(decay: number, step: Scalar): Scalar {
  return tf.sub(1, tf.pow(decay, step));
}
