/** The cells of a confusion matrix as one list of sums, row by row. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignWeights } from '../alignWeights.js';

/**
 * How often each class was taken for each, weighted. Labels and decisions outside the classes are left out.
 * @shape labels and decisions [batch, …] int32 → [classes · classes], row by row
 */
export function confusionCounts(
  labels: Tensor,
  decisions: Tensor,
  classes: number,
  options: { sampleWeight?: Tensor; ignoreClass?: number | null } = {},
): Tensor1D {
  const { sampleWeight, ignoreClass = null } = options;
  const isClass = (indices: Tensor): Tensor =>
    tf.logicalAnd(tf.greaterEqual(indices, 0), tf.less(indices, classes));
  let counts = tf.logicalAnd(isClass(labels), isClass(decisions));
  if (ignoreClass !== null) counts = tf.logicalAnd(counts, tf.notEqual(labels, ignoreClass));
  const isCounted = tf.cast(counts, 'float32');
  const weights =
    sampleWeight === undefined ? isCounted : tf.mul(isCounted, alignWeights(sampleWeight, labels));
  const cells = tf.mul(tf.add(tf.mul(labels, classes), decisions), tf.cast(counts, 'int32'));
  return tf.bincount(tf.reshape(tf.cast(cells, 'int32'), [-1]), tf.reshape(weights, [-1]), classes * classes);
}

/** The cells as rows of the true class and columns of the predicted one. */
export function matrixOf(sums: Float64Array): number[][] {
  const classes = Math.sqrt(sums.length);
  return Array.from({ length: classes }, (_, row) => [...sums.subarray(row * classes, (row + 1) * classes)]);
}

/** How often each class was recognized. */
export function diagonalOf(sums: Float64Array): number[] {
  return matrixOf(sums).map((row, index) => row[index]!);
}

/** How often each class was there. */
export function rowTotals(sums: Float64Array): number[] {
  return matrixOf(sums).map((row) => row.reduce((total, count) => total + count, 0));
}

/** How often each class was predicted. */
export function columnTotals(sums: Float64Array): number[] {
  const matrix = matrixOf(sums);
  return matrix.map((_, column) => matrix.reduce((total, row) => total + row[column]!, 0));
}
