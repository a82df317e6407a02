import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * Every pixel as a block of the same. TensorFlow's kernel takes the nearest pixel; seen from the centers of the blocks
 * nothing can be rounded to a neighbor.
 * @shape [batch, height, width, channels] → [batch, height · times[0], width · times[1], channels]
 */
export function repeatPixels(x: Tensor4D, [down, across]: [number, number]): Tensor {
  const [batch, height, width, channels] = x.shape;
  const repeat = tf.customGrad((given) => ({
    value: tf.image.resizeNearestNeighbor(given as Tensor4D, [height * down, width * across], false, true),
    gradFunc: (upstream: Tensor) => {
      const rows = tf.sum(tf.reshape(upstream, [batch * height, down, width * across * channels]), 1);
      const pixels = tf.sum(tf.reshape(rows, [batch * height * width, across, channels]), 1);
      return tf.reshape(pixels, x.shape);
    },
  }));
  return repeat(x);
}
