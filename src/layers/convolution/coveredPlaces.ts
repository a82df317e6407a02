/** What a sliding filter reaches of its input. TensorFlow 2.21's gradients of filters, computed by oneDNN, are now and then
 *  wrong where rows or columns at the end are left over: there the convolution is that of the input without them. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { outputLength } from './windowArithmetic.js';

/** Of `length` places those up to the end of the filter's last position. */
function reached(positions: number, size: number, stride: number, length: number): number {
  return Math.min(length, (positions - 1) * stride + size);
}

/**
 * An input without the rows and columns at its end that no position of the filter reaches; the same tensor where there
 * are none. The convolution of what is left is the same.
 * @shape x [batch, …places, channels]; one size and stride for every axis of places
 */
export function covered<Input extends Tensor>(
  x: Input,
  sizes: readonly number[],
  strides: readonly number[],
  padding: 'valid' | 'same',
): Input {
  const kept = sizes.map((size, axis) => {
    const length = x.shape[axis + 1]!;
    return reached(outputLength(length, size, strides[axis]!, padding)!, size, strides[axis]!, length);
  });
  if (kept.every((places, axis) => places === x.shape[axis + 1])) return x;
  const { shape } = x;
  return tf.slice(
    x,
    shape.map(() => 0),
    [shape[0]!, ...kept, shape.at(-1)!],
  ) as Input;
}

/**
 * The same for a transposed convolution, whose output is the other one's input: `transpose` is asked for what the filter
 * reaches, and zeros are put behind it.
 * @param shape of the output, [batch, height, width, channels]
 */
export function withUncovered(
  positions: readonly [number, number],
  sizes: readonly [number, number],
  strides: readonly [number, number],
  shape: readonly [number, number, number, number],
  transpose: (shape: [number, number, number, number]) => Tensor,
): Tensor {
  const [batch, height, width, channels] = shape;
  const rows = reached(positions[0], sizes[0], strides[0], height);
  const columns = reached(positions[1], sizes[1], strides[1], width);
  const output = transpose([batch, rows, columns, channels]);
  if (rows === height && columns === width) return output;
  return tf.pad(output, [
    [0, 0],
    [0, height - rows],
    [0, width - columns],
    [0, 0],
  ]);
}
