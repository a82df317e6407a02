/** The one convolution that all our layers use: what tfjs computes, and what it refuses: groups, and gradients with
 *  dilation. A dilated filter is the same filter with zeros between its elements. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { bothOf, type Pair } from './arguments.js';

export interface ConvolutionArgs {
  strides: Pair;
  padding: 'valid' | 'same';
  dilationRate: Pair;
  /** Channels and filters are cut into this many parts, and each part of the filters sees its part of the channels. */
  groups: number;
}

/**
 * @shape x [batch, height, width, channels], kernel [rows, columns, channels / groups, filters] → [batch, …, filters]
 */
export function convolve2D(x: Tensor, kernel: Tensor, args: ConvolutionArgs): Tensor {
  const { strides, padding, groups } = args;
  const spread = spreadKernel(kernel, args.dilationRate) as Tensor4D;
  if (groups === 1) return tf.conv2d(x as Tensor4D, spread, strides, padding);
  const inputs = tf.split(x as Tensor4D, groups, 3);
  const kernels = tf.split(spread, groups, 3);
  return tf.concat(
    inputs.map((input, group) => tf.conv2d(input as Tensor4D, kernels[group] as Tensor4D, strides, padding)),
    3,
  );
}

/**
 * A kernel with zeros between its rows and columns: a 3×3 kernel at dilation 2 becomes 5×5.
 * @shape kernel [rows, columns, a, b] → [(rows − 1)·dilation + 1, …, a, b]
 */
export function spreadKernel(kernel: Tensor, dilationRate: Pair): Tensor {
  const [byRow, byColumn] = bothOf(dilationRate);
  if (byRow === 1 && byColumn === 1) return kernel;
  const [rows, columns, a, b] = kernel.shape as [number, number, number, number];
  const wide = spread(tf.reshape(kernel, [rows * columns, 1, a * b]), byColumn);
  const cut = tf.slice(
    tf.reshape(wide, [rows, columns * byColumn, a * b]),
    [0, 0, 0],
    [rows, (columns - 1) * byColumn + 1, a * b],
  );
  const newColumns = (columns - 1) * byColumn + 1;
  const tall = spread(tf.reshape(cut, [rows, 1, newColumns * a * b]), byRow);
  const newRows = (rows - 1) * byRow + 1;
  const flat = tf.slice(
    tf.reshape(tall, [rows * byRow, newColumns * a * b]),
    [0, 0],
    [newRows, newColumns * a * b],
  );
  return tf.reshape(flat, [newRows, newColumns, a, b]);
}

/** [n, 1, m] → [n, times, m], zeros after the first. */
function spread(tensor: Tensor, times: number): Tensor {
  if (times === 1) return tensor;
  const [n, , m] = tensor.shape as [number, number, number];
  return tf.concat([tensor, tf.zeros([n, times - 1, m])], 1);
}
