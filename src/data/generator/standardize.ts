/** Brings pixel values into the range a network learns from, in Keras's order. */

import { nativePixels } from '../../augmentation/nativePixels.js';
import type { PixelValues } from '../../augmentation/pixels.js';

/** What `fit` learned from the data. */
export interface FeatureStatistics {
  /** The mean of every channel. */
  mean?: Float32Array;
  /** The standard deviation of every channel. */
  std?: Float32Array;
  /** The whitening matrix, (height · width · channels)², symmetric, row by row. */
  whitening?: Float32Array;
}

/** What is done to values; plain enough to be sent to a worker. */
export interface Standardization extends FeatureStatistics {
  rescale: number | undefined;
  samplewiseCenter: boolean;
  samplewiseStdNormalization: boolean;
}

/** Keeps a constant image from being divided by nothing. */
const epsilon = 1e-6;

/**
 * Changes the values of one image, or of a batch whose statistics are then the whole batch's, as in Keras.
 * @param from the values before, if they do not stand in `values` already
 */
export function standardize(
  values: Float32Array,
  channels: number,
  steps: Standardization,
  from: PixelValues = values,
): void {
  const { rescale, mean, std, whitening } = steps;
  if (rescale !== undefined) scale(from, rescale, values);
  else if (from !== values) values.set(from);
  if (steps.samplewiseCenter) subtractMean(values);
  if (steps.samplewiseStdNormalization) divideByDeviation(values);
  if (mean !== undefined) {
    for (let at = 0; at < values.length; at++) values[at]! -= mean[at % channels]!;
  }
  if (std !== undefined) {
    for (let at = 0; at < values.length; at++) values[at]! /= std[at % channels]! + epsilon;
  }
  if (whitening !== undefined) whiten(values, whitening);
}

function scale(from: PixelValues, factor: number, into: Float32Array): void {
  const native = nativePixels();
  if (native !== undefined) native.scale(from, factor, into);
  else for (let at = 0; at < into.length; at++) into[at] = from[at]! * factor;
}

function subtractMean(values: Float32Array): void {
  const mean = meanOf(values);
  for (let at = 0; at < values.length; at++) values[at]! -= mean;
}

function divideByDeviation(values: Float32Array): void {
  const mean = meanOf(values);
  let squares = 0;
  for (let at = 0; at < values.length; at++) squares += (values[at]! - mean) ** 2;
  const deviation = Math.sqrt(squares / values.length) + epsilon;
  for (let at = 0; at < values.length; at++) values[at]! /= deviation;
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  return sum / values.length;
}

function whiten(values: Float32Array, whitening: Float32Array): void {
  const size = Math.sqrt(whitening.length);
  for (let start = 0; start < values.length; start += size) {
    const flat = values.slice(start, start + size);
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let row = 0; row < size; row++) sum += flat[row]! * whitening[column * size + row]!;
      values[start + column] = sum;
    }
  }
}
