/** Whether a model is right as often as it says. Guo et al. 2017, "On Calibration of Modern Neural Networks". */
import { ArgumentError } from '../errors.js';

/** The predictions whose confidence lies between two bounds. */
export interface CalibrationBin {
  from: number;
  to: number;
  count: number;
  /** Their mean confidence, the probability of the predicted class; 0 if there are none. */
  confidence: number;
  /** The share that is right; 0 if there are none. */
  accuracy: number;
}

/** What `calibrationBins` finds. */
export interface Calibration {
  bins: CalibrationBin[];
  /** The expected calibration error: Σ count/n · |accuracy − confidence|. */
  error: number;
}

/**
 * Sorts predictions by confidence into bins of equal width.
 * @param labels the true class indices
 * @param probabilities [images][classes]
 * @throws {ArgumentError} for numbers of labels and rows that differ
 * @example
 * calibrationBins([0, 1], [[0.9, 0.1], [0.7, 0.3]], 10).error; // (0.1 + 0.7)/2 = 0.4
 */
export function calibrationBins(
  labels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  bins = 10,
): Calibration {
  if (labels.length !== probabilities.length || labels.length === 0 || !Number.isInteger(bins) || bins < 1) {
    throw new ArgumentError(
      `calibrationBins: expected as many rows as labels, and bins from 1 on; received ${labels.length} labels, ${probabilities.length} rows and ${bins} bins.`,
    );
  }
  const judged = probabilities.map((row, index) => {
    const values = Array.from(row);
    const confidence = Math.max(...values);
    return { confidence, isRight: values.indexOf(confidence) === labels[index] };
  });
  const found = Array.from({ length: bins }, (_, index): CalibrationBin => {
    const own = judged.filter(
      ({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === index,
    );
    const count = own.length;
    const sum = own.reduce((total, { confidence }) => total + confidence, 0);
    const right = own.filter(({ isRight }) => isRight).length;
    return {
      from: index / bins,
      to: (index + 1) / bins,
      count,
      confidence: count === 0 ? 0 : sum / count,
      accuracy: count === 0 ? 0 : right / count,
    };
  });
  const error = found.reduce(
    (sum, { count, confidence, accuracy }) => sum + (count / judged.length) * Math.abs(accuracy - confidence),
    0,
  );
  return { bins: found, error };
}
