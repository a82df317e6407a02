/** A convolution of every channel by itself. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { spreadKernel } from './spreadKernel.js';
import { outputLength } from './windowArithmetic.js';

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

/** The zeros that padding `same` puts around an input: as even as can be, one more at the end. */
function padLikeSame(x: Tensor, sizes: readonly number[], strides: readonly number[]): Tensor {
  const around = [0, 1].map((axis): [number, number] => {
    const length = x.shape[axis + 1]!;
    const positions = outputLength(length, sizes[axis]!, strides[axis]!, 'same')!;
    const missing = Math.max(0, (positions - 1) * strides[axis]! + sizes[axis]! - length);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
  return tf.pad(x, [[0, 0], ...around, [0, 0]]);
}

/** Elements 0, n, 2n, … of an axis, by operations that have a gradient on every engine. */
function everyNth(x: Tensor, axis: number, n: number): Tensor {
  const length = x.shape[axis]!;
  const kept = Math.ceil(length / n);
  const before = x.shape.slice(0, axis);
  const after = x.shape.slice(axis + 1);
  const sides = (at: number): [number, number] => (at === axis ? [0, kept * n - length] : [0, 0]);
  const whole = tf.pad(
    x,
    x.shape.map((_, at) => sides(at)),
  );
  const rows = before.reduce((a, b) => a * b, 1);
  const columns = after.reduce((a, b) => a * b, 1);
  const firsts = tf.slice(tf.reshape(whole, [rows * kept, n, columns]), [0, 0, 0], [rows * kept, 1, columns]);
  return tf.reshape(firsts, [...before, kept, ...after]);
}
