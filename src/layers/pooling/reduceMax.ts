import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * The largest value along some axes. Where several are the largest they share the gradient, as in TensorFlow; tfjs's own
 * gives each the whole of it, which after a ReLU makes the gradient of an empty feature map too large by its size.
 * @shape any → the same without `axes`, or with length 1 along them
 */
export function reduceMax(x: Tensor, axes: number[], keepDims: boolean): Tensor {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const withGradient = tf.customGrad((input, save) => {
    // tfjs types the function by what it hands over: the tensors, then how to save some for the gradient.
    const given = input as Tensor;
    const keep = save as unknown as (tensors: Tensor[]) => void;
    const value = tf.max(given, axes, keepDims);
    keep([given, value]);
    return {
      value,
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const [before, largest] = saved as [Tensor, Tensor];
        const isLargest = tf.cast(tf.equal(before, tf.reshape(largest, kept)), 'float32');
        const shared = tf.div(tf.reshape(upstream, kept), tf.sum(isLargest, axes, true));
        return tf.mul(isLargest, shared);
      },
    };
  });
  return withGradient(x);
}
