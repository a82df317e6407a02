/** A convolution of every channel by itself. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { everyNth } from './everyNth.js';
import { padLikeSame } from './padLikeSame.js';
import { spreadKernel } from './spreadKernel.js';

export interface DepthwiseConvolveArgs {
  strides: readonly number[];
  padding: 'valid' | 'same';
  dilationRate?: readonly number[] | undefined;
}

/**
 * Strides and dilation above 1 go together here, as in Keras. The tensors it makes are the caller's tidy's.
 * @shape x [batch, …places, channels], kernel […sizes, channels, multiplier] → [batch, …, channels · multiplier]
 */
export function depthwiseConvolve(x: Tensor, kernel: Tensor, args: DepthwiseConvolveArgs): Tensor {
  const { strides, padding, dilationRate } = args;
  if (kernel.rank === 3) {
    const [steps, channels] = x.shape.slice(1) as [number, number];
    const wide = tf.reshape(x, [x.shape[0]!, 1, steps, channels]);
    const output = depthwiseConvolve(wide, tf.expandDims(kernel, 0), {
      // In a single row, any step from row to row is the same.
      strides: [strides[0]!, strides[0]!],
      padding,
      dilationRate: [1, dilationRate?.[0] ?? 1],
    });
    return tf.squeeze(output, [1]);
  }
  const spread = (dilationRate === undefined ? kernel : spreadKernel(kernel, dilationRate)) as Tensor4D;
  const [down, across] = strides as [number, number];
  if (down === across) return tf.depthwiseConv2d(x as Tensor4D, spread, [down, across], padding);
  // TensorFlow takes one stride for both directions: with two, all positions are computed and some are taken.
  const padded = padding === 'same' ? padLikeSame(x, spread.shape, strides) : x;
  const all = tf.depthwiseConv2d(padded as Tensor4D, spread, 1, 'valid');
  return everyNth(everyNth(all, 1, down), 2, across);
}
