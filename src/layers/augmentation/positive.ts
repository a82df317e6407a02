/** Comparisons that a gradient may pass by: tfjs's own end it with an error. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** Where numbers are above 0: bool. */
export function positive(x: Tensor): Tensor {
  return tf.cast(tf.step(x), 'bool');
}
