import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * A matrix with the same singular vectors and all singular values near 1, by Newton and Schulz's iteration
 * X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X, begun with X/‖X‖.
 * @shape [rows, columns] → [rows, columns]
 */
export function orthogonalized(
  matrix: Tensor,
  [a, b, c]: readonly [number, number, number],
  iterations: number,
): Tensor {
  const [rows = 0, columns = 0] = matrix.shape;
  // XXᵀ is the smaller the fewer rows there are.
  const isTall = rows > columns;
  const wide = isTall ? tf.transpose(matrix) : matrix;
  const length = tf.sqrt(tf.sum(tf.square(wide)));
  let x = tf.div(wide, tf.add(length, 1e-7));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const square: Tensor = tf.matMul(x, x, false, true);
    const polynomial = tf.add(tf.mul(square, b), tf.matMul(tf.mul(square, c), square));
    x = tf.add(tf.mul(x, a), tf.matMul(polynomial, x));
  }
  return isTall ? tf.transpose(x) : x;
}
