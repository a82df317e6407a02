import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * Every element of an axis, n times in a row.
 * @shape […, length, …] → […, length · n, …]
 */
export function repeatAxis(x: Tensor, axis: number, n: number): Tensor {
  if (n === 1) return x;
  const length = x.shape[axis]!;
  const before = x.shape.slice(0, axis).reduce((a, b) => a * b, 1);
  const after = x.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
  const repeat = tf.customGrad((given) => ({
    value: tf.tile(given as Tensor, [1, 1, n, 1]),
    // tfjs's own gradient of tile cuts and adds piece by piece.
    gradFunc: (upstream: Tensor) => tf.sum(tf.reshape(upstream, [before, length, n, after]), 2, true),
  }));
  const repeated = repeat(tf.reshape(x, [before, length, 1, after]));
  return tf.reshape(repeated, [...x.shape.slice(0, axis), length * n, ...x.shape.slice(axis + 1)]);
}
