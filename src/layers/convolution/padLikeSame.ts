import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { outputLength } from './windowArithmetic.js';

/**
 * An input with the zeros that padding `same` puts around it: as even as can be, one more at the end.
 * @shape x [batch, …places, channels]; one size and stride for every axis of places
 */
export function padLikeSame(x: Tensor, sizes: readonly number[], strides: readonly number[]): Tensor {
  const around = strides.map((stride, axis): [number, number] => {
    const length = x.shape[axis + 1]!;
    const positions = outputLength(length, sizes[axis]!, stride, 'same')!;
    const missing = Math.max(0, (positions - 1) * stride + sizes[axis]! - length);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
  return tf.pad(x, [[0, 0], ...around, [0, 0]]);
}
