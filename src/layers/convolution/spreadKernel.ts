import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * A kernel with zeros between its elements: a 3×3 kernel at dilation 2 becomes 5×5.
 * @shape kernel […sizes, a, b] → [… (size − 1)·dilation + 1, a, b]
 */
export function spreadKernel(kernel: Tensor, dilationRate: readonly number[]): Tensor {
  return dilationRate.reduce((spread, rate, axis) => spreadAxis(spread, rate, axis), kernel);
}

function spreadAxis(kernel: Tensor, rate: number, axis: number): Tensor {
  if (rate === 1) return kernel;
  const before = product(kernel.shape.slice(0, axis));
  const length = kernel.shape[axis]!;
  const after = product(kernel.shape.slice(axis + 1));
  const apart = tf.pad(tf.reshape(kernel, [before, length, 1, after]), [
    [0, 0],
    [0, 0],
    [0, rate - 1],
    [0, 0],
  ]);
  const reach = (length - 1) * rate + 1;
  const cut = tf.slice(tf.reshape(apart, [before, length * rate, after]), [0, 0, 0], [before, reach, after]);
  return tf.reshape(cut, [...kernel.shape.slice(0, axis), reach, ...kernel.shape.slice(axis + 1)]);
}

function product(lengths: number[]): number {
  return lengths.reduce((a, b) => a * b, 1);
}
