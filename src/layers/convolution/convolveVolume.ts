/** Convolution over three axes. */
import type { Tensor, Tensor4D, Tensor5D } from '@tensorflow/tfjs';
import { engine, tf } from '../../engine/index.js';
import { everyNth } from './everyNth.js';
import { padLikeSame } from './padLikeSame.js';

/**
 * The tensors it makes are the caller's tidy's.
 * @shape x [batch, depth, height, width, channels], kernel [d, h, w, channels, filters] → [batch, …, …, …, filters]
 */
export function convolveVolume(
  x: Tensor,
  kernel: Tensor,
  strides: readonly number[],
  padding: 'valid' | 'same',
): Tensor {
  const steps = [...strides] as [number, number, number];
  // Where a stride is larger than the filter, tfjs's gradient with padding `same` is 0.
  const isSafe = padding === 'valid' || strides.every((stride, axis) => stride <= kernel.shape[axis]!);
  if (engine.backend === 'tensorflow' && isSafe) {
    return tf.conv3d(x as Tensor5D, kernel as Tensor5D, steps, padding);
  }
  const padded = padding === 'same' ? padLikeSame(x, kernel.shape.slice(0, 3), strides) : x;
  if (engine.backend === 'tensorflow') {
    return tf.conv3d(padded as Tensor5D, kernel as Tensor5D, steps, 'valid');
  }
  return bySlices(padded, kernel, steps);
}

/** As a sum of 2-D convolutions, one for each slice of the filter: tfjs's gradients in 3-D are wrong on wasm. */
function bySlices(x: Tensor, kernel: Tensor, [deep, down, across]: [number, number, number]): Tensor {
  const [batch, depth, height, width, channels] = x.shape as [number, number, number, number, number];
  const [slices, rows, columns, , filters] = kernel.shape as [number, number, number, number, number];
  const positions = Math.floor((depth - slices) / deep) + 1;
  const reach = (positions - 1) * deep + 1;
  const parts = Array.from({ length: slices }, (_, slice) => {
    const seen = tf.slice(x, [0, slice, 0, 0, 0], [batch, reach, height, width, channels]);
    const images = tf.reshape(everyNth(seen, 1, deep), [batch * positions, height, width, channels]);
    const filter = tf.reshape(tf.slice(kernel, [slice, 0, 0, 0, 0], [1, rows, columns, channels, filters]), [
      rows,
      columns,
      channels,
      filters,
    ]);
    return tf.conv2d(images as Tensor4D, filter as Tensor4D, [down, across], 'valid');
  });
  const sum = parts.reduce<Tensor>((total, part) => (total === part ? part : tf.add(total, part)), parts[0]!);
  return tf.reshape(sum, [batch, positions, ...sum.shape.slice(1)]);
}
