import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * Elements 0, n, 2n, … of an axis, by operations that have a gradient on every engine.
 * @shape […, length, …] → […, ceil(length / n), …]
 */
export function everyNth(x: Tensor, axis: number, n: number): Tensor {
  if (n === 1) return x;
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
