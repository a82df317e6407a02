/** What `ImageDataGenerator.fit` learns: channel means and deviations, and the whitening matrix. */
import { ArgumentError } from '../../errors.js';
import type { FeatureStatistics } from './standardize.js';
import { symmetricEigen } from './symmetricEigen.js';

/** The division by a channel's deviation adds this, as Keras's does. */
const epsilon = 1e-6;
/** More values than this would take a matrix of gigabytes. */
const whiteningLimit = 32 * 32 * 3;

/** What is to be learned. */
export interface StatisticsWanted {
  center: boolean;
  std: boolean;
  whitening: boolean;
  /** Added to the singular values before they divide. */
  zcaEpsilon: number;
}

/**
 * @param values count images, one after the other; changed on the way
 * @throws {ArgumentError} if images are too large to be whitened
 */
export function featureStatistics(
  values: Float32Array,
  { count, channels }: { count: number; channels: number },
  wanted: StatisticsWanted,
): FeatureStatistics {
  const statistics: FeatureStatistics = {};
  if (wanted.center) {
    statistics.mean = channelMeans(values, channels, (value) => value);
    for (let at = 0; at < values.length; at++) values[at]! -= statistics.mean[at % channels]!;
  }
  if (wanted.std) {
    const means = channelMeans(values, channels, (value) => value);
    const variances = channelMeans(values, channels, (value, channel) => (value - means[channel]!) ** 2);
    statistics.std = variances.map(Math.sqrt);
    for (let at = 0; at < values.length; at++) values[at]! /= statistics.std[at % channels]! + epsilon;
  }
  if (wanted.whitening) statistics.whitening = whiteningMatrix(values, count, wanted.zcaEpsilon);
  return statistics;
}

function channelMeans(
  values: Float32Array,
  channels: number,
  term: (value: number, channel: number) => number,
): Float32Array {
  const sums = new Float64Array(channels);
  for (let at = 0; at < values.length; at++) sums[at % channels]! += term(values[at]!, at % channels);
  return Float32Array.from(sums, (sum) => (sum * channels) / values.length);
}

/** U · diag(√n / (s + ε)) · Uᵀ, where s² and U are the eigenvalues and -vectors of XᵀX. */
function whiteningMatrix(values: Float32Array, count: number, zcaEpsilon: number): Float32Array {
  const size = values.length / count;
  if (size > whiteningLimit) {
    throw new ArgumentError(
      `zcaWhitening: images of ${size} values need a matrix of ${size} × ${size}; at most ${whiteningLimit} values ` +
        '(32×32×3) can be whitened. Use smaller images.',
    );
  }
  const products = new Float64Array(size * size);
  for (let start = 0; start < values.length; start += size) {
    for (let row = 0; row < size; row++) {
      const value = values[start + row]!;
      for (let column = 0; column < size; column++) {
        products[row * size + column]! += value * values[start + column]!;
      }
    }
  }
  const { values: squares, vectors } = symmetricEigen(products, size);
  // Of more values than images only as many directions exist as there are images.
  const kept = [...squares.keys()].sort((a, b) => squares[b]! - squares[a]!).slice(0, Math.min(size, count));
  const matrix = new Float32Array(size * size);
  const factors = kept.map(
    (index) => Math.sqrt(count) / (Math.sqrt(Math.max(0, squares[index]!)) + zcaEpsilon),
  );
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      let sum = 0;
      for (let at = 0; at < kept.length; at++) {
        const direction = kept[at]!;
        sum += vectors[row * size + direction]! * factors[at]! * vectors[column * size + direction]!;
      }
      matrix[row * size + column] = sum;
    }
  }
  return matrix;
}
