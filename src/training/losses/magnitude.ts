import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** |x| with the gradient 0 at 0, as TensorFlow has it; that of tfjs's own is −1 there. */
export function magnitude(x: Tensor): Tensor {
  return tf.mul(x, tf.sign(x));
}
