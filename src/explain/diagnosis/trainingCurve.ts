/** A history as the rules of the diagnosis read it: losses and accuracies, and what of their movement is noise. */
import { ArgumentError } from '../../errors.js';
import type { HistoryLike } from '../../plots/curves.js';

export interface TrainingCurve {
  /** Of the training data, a value an epoch. */
  loss: readonly number[];
  /** Of the validation data; undefined where nothing was validated. */
  validationLoss: readonly number[] | undefined;
  accuracy: readonly number[] | undefined;
  validationAccuracy: readonly number[] | undefined;
  /** The number of the first epoch, counted from 1. */
  firstEpoch: number;
  length: number;
}

/** @throws {ArgumentError} if there is no loss in it */
export function trainingCurve({ epoch, history }: HistoryLike): TrainingCurve {
  const { loss } = history;
  if (loss === undefined || loss.length === 0) {
    throw new ArgumentError(
      'explain.diagnose: expected what model.fit returns, with at least one epoch; received no values of “loss”.',
    );
  }
  const accuracyName = ['accuracy', ...Object.keys(history)].find(
    (name) => /accuracy$/.test(name) && !name.startsWith('val_') && history[name] !== undefined,
  );
  // Validation that is not made after every epoch cannot be laid beside the training.
  const whole = (values: readonly number[] | undefined): readonly number[] | undefined =>
    values?.length === loss.length ? values : undefined;
  return {
    loss,
    validationLoss: whole(history.val_loss),
    accuracy: accuracyName === undefined ? undefined : whole(history[accuracyName]),
    validationAccuracy: accuracyName === undefined ? undefined : whole(history[`val_${accuracyName}`]),
    firstEpoch: (epoch[0] ?? 0) + 1,
    length: loss.length,
  };
}

/** How far values jump about a smooth course: the median of what each differs from the mean of its neighbors. */
export function noiseOf(values: readonly number[]): number {
  const jumps = values
    .slice(1, -1)
    .map((value, index) => Math.abs(value - (values[index]! + values[index + 2]!) / 2));
  return median(jumps);
}

export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The place of the smallest value. */
export function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, index) => (value < values[least]! ? index : least), 0);
}

/** The mean of the last values: of a tenth of them, at least two. */
export function endOf(values: readonly number[]): number {
  return mean(values.slice(-Math.max(2, Math.ceil(values.length / 10))));
}
