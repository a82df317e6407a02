/** Blurring and sharpening: a Gaussian, and the image plus its difference from one. They change the image given. */
import { limitOf } from './color.js';
import type { FloatPixels } from './pixels.js';

/** Weights further out than this many standard deviations do not count. */
const reach = 3;

/** Gaussian blur; the edge pixels are repeated beyond the edges. @param sigma in pixels; 0 changes nothing */
export function blur(image: FloatPixels, sigma: number): void {
  if (sigma <= 0) return;
  const { values, height, width, channels } = image;
  const weights = gaussian(sigma);
  const lines = new Float32Array(values.length);
  const row = width * channels;
  for (let y = 0; y < height; y++) smooth(values, lines, weights, y * row, width, channels, channels);
  for (let x = 0; x < width; x++) smooth(lines, values, weights, x * channels, height, row, channels);
}

/** Adds `amount` times what a blur of one pixel takes away, within 0 … 255 (0 … 1 for such images). */
export function sharpen(image: FloatPixels, amount: number): void {
  if (amount === 0) return;
  const { values } = image;
  const blurred = { ...image, values: values.slice() };
  blur(blurred, 1);
  const limit = limitOf(values);
  for (let at = 0; at < values.length; at++) {
    const sharp = values[at]! + amount * (values[at]! - blurred.values[at]!);
    values[at] = Math.min(limit, Math.max(0, sharp));
  }
}

/** One line of pixels, `step` numbers apart. */
function smooth(
  from: Float32Array,
  to: Float32Array,
  weights: Float64Array,
  start: number,
  length: number,
  step: number,
  channels: number,
): void {
  const radius = (weights.length - 1) / 2;
  for (let place = 0; place < length; place++) {
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let index = -radius; index <= radius; index++) {
        const near = Math.min(length - 1, Math.max(0, place + index));
        sum += weights[index + radius]! * from[start + near * step + channel]!;
      }
      to[start + place * step + channel] = sum;
    }
  }
}

function gaussian(sigma: number): Float64Array {
  const radius = Math.max(1, Math.ceil(reach * sigma));
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, index) =>
    Math.exp(-((index - radius) ** 2) / (2 * sigma * sigma)),
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
