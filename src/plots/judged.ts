/** What figures take as answers and as the truth about them. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';

/** True class indices, or a data set that has them. */
export type TrueLabels =
  | ArrayLike<number>
  | Tensor
  | { readonly labels: ArrayLike<number>; readonly classNames?: readonly string[] };

/** Class indices, or a row of numbers for each image. */
export type Predictions = readonly number[] | Int32Array | readonly ArrayLike<number>[];

export function labelsOf(labels: TrueLabels): number[] {
  if ('dataSync' in labels) return Array.from(labels.dataSync() as ArrayLike<number>);
  return Array.from('labels' in labels ? labels.labels : labels);
}

/** @throws {ArgumentError} for a tensor that is neither [images] nor [images, classes] */
export function classesOf(caller: string, predictions: Tensor | Predictions): number[] {
  if (!('dataSync' in predictions)) {
    return Array.from(predictions as ArrayLike<number | ArrayLike<number>>, (one) =>
      typeof one === 'number' ? one : likeliest(one),
    );
  }
  if (predictions.rank === 1) return Array.from(predictions.dataSync() as ArrayLike<number>);
  return rowsOf(caller, predictions).map(likeliest);
}

/**
 * [images, classes] as a list of rows.
 * @throws {ArgumentError} for a tensor of another rank
 */
export function rowsOf(caller: string, predictions: Tensor | readonly ArrayLike<number>[]): number[][] {
  if (!('dataSync' in predictions)) return predictions.map((row) => Array.from(row));
  if (predictions.rank !== 2) {
    throw new ArgumentError(
      `${caller}: expected predictions [images, classes]; received [${predictions.shape.join(', ')}].`,
    );
  }
  const classes = predictions.shape[1]!;
  const values = predictions.dataSync() as ArrayLike<number>;
  return Array.from({ length: predictions.shape[0]! }, (_, row) =>
    Array.from({ length: classes }, (_one, index) => values[row * classes + index]!),
  );
}

/** One output unit speaks for class 1. */
function likeliest(row: ArrayLike<number>): number {
  if (row.length === 1) return Number(row[0]! > 0.5);
  let best = 0;
  for (let index = 1; index < row.length; index++) if (row[index]! > row[best]!) best = index;
  return best;
}

/** softmax(z)_i = exp(z_i − max z) / Σ_j exp(z_j − max z) */
export function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** @throws {ArgumentError} unless the row is of shares with a sum of 1 */
export function requireProbabilities(
  caller: string,
  row: readonly number[],
  index: number,
): readonly number[] {
  const sum = row.reduce((total, share) => total + share, 0);
  if (row.some((share) => !(share >= 0)) || Math.abs(sum - 1) > 0.01) {
    throw new ArgumentError(
      `${caller}: expected probabilities, from 0 to 1 with a sum of 1; received ${row
        .slice(0, 4)
        .map((share) => share.toPrecision(3))
        .join(
          ', ',
        )}${row.length > 4 ? ', …' : ''} for image ${index}, with a sum of ${sum.toPrecision(3)}. ` +
        'If the last layer has no softmax, pass { fromLogits: true }.',
    );
  }
  return row;
}
