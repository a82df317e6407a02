/** Changes of brightness, contrast and color that keep every pixel where it is. They change the image they are given. */
import { nativePixels } from './nativePixels.js';
import type { FloatPixels } from './pixels.js';

/** A smallest and a largest value. */
type ValueRange = readonly [low: number, high: number];

/** A channel shift, then a change of brightness: in one pass over bytes, where nothing else is wanted of either. */
export function shiftAndBrighten(
  image: FloatPixels,
  intensity: number,
  factor: number,
  keepsFractions: boolean,
): void {
  const { values, channels } = image;
  const range = rangeOf(values);
  const after = shiftedRange(range, intensity);
  const staysInBytes = after[0] >= 0 && after[1] <= 255 && !(keepsFractions && after[1] <= 1);
  if (channels === 4 || !staysInBytes) {
    shiftChannels(image, intensity, range);
    brighten(image, factor, keepsFractions, after);
    return;
  }
  const [low, high, shift] = [Math.fround(range[0]), Math.fround(range[1]), Math.fround(intensity)];
  const bytes = brightenedBytes(factor);
  const native = nativePixels();
  if (native !== undefined) {
    native.shift(values, shift, low, high);
    native.lookUp(values, bytes);
    return;
  }
  for (let at = 0; at < values.length; at++) {
    values[at] = bytes[Math.fround(Math.min(high, Math.max(low, values[at]! + shift))) | 0]!;
  }
}

/**
 * Adds to every channel and clips to the image's own smallest and largest value, as Keras does.
 * @param range these two values
 */
export function shiftChannels(
  { values }: FloatPixels,
  intensity: number,
  range: ValueRange = rangeOf(values),
): void {
  // Told to be floats: whole numbers among them would make the loop five times slower.
  const [low, high, shift] = [Math.fround(range[0]), Math.fround(range[1]), Math.fround(intensity)];
  const native = nativePixels();
  if (native !== undefined) {
    native.shift(values, shift, low, high);
    return;
  }
  for (let at = 0; at < values.length; at++) {
    values[at] = Math.min(high, Math.max(low, values[at]! + shift));
  }
}

function shiftedRange([low, high]: ValueRange, intensity: number): ValueRange {
  const shifted = (value: number): number =>
    Math.fround(Math.min(high, Math.max(low, value + Math.fround(intensity))));
  return [shifted(low), shifted(high)];
}

/**
 * Multiplies by a factor, as Keras does through an 8-bit Pillow image: whole numbers, cut off, in 0 … 255. Values below
 * 0 or above 255 are brought into 0 … 255 first and back afterwards.
 * @param keepsFractions whether an image in 0 … 1 keeps its fractions; Keras turns it black
 * @param range the image's smallest and largest value
 */
export function brighten(
  image: FloatPixels,
  factor: number,
  keepsFractions: boolean,
  range: ValueRange = rangeOf(image.values),
): void {
  const { values, channels } = image;
  const [low, high] = range;
  if (keepsFractions && low >= 0 && high <= 1) {
    mapColors(values, channels, (value) => Math.min(1, value * factor));
    return;
  }
  const bytes = brightenedBytes(factor);
  if (low >= 0 && high <= 255) {
    const native = nativePixels();
    if (channels === 4) mapColors(values, channels, (value) => bytes[value | 0]!);
    else if (native !== undefined) native.lookUp(values, bytes);
    else for (let at = 0; at < values.length; at++) values[at] = bytes[values[at]! | 0]!;
    return;
  }
  const span = high - low || 1;
  mapColors(
    values,
    channels,
    (value) => (bytes[(((value - low) / span) * 255) | 0]! / 255) * (high - low) + low,
  );
}

/** What Pillow makes of every byte. */
function brightenedBytes(factor: number): Float32Array {
  const rounded = Math.fround(factor);
  const bytes = new Float32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    bytes[byte] = Math.trunc(Math.min(255, Math.fround(rounded * byte)));
  }
  return bytes;
}

/** All values but those of an alpha channel. */
function mapColors(values: Float32Array, channels: number, change: (value: number) => number): void {
  for (let at = 0; at < values.length; at++) {
    if (channels === 4 && at % 4 === 3) continue;
    values[at] = change(values[at]!);
  }
}

/** Moves every value away from the image's mean (factor above 1) or towards it, within 0 … 255 (0 … 1 for such images). */
export function changeContrast({ values }: FloatPixels, factor: number): void {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  const limit = limitOf(values);
  for (let at = 0; at < values.length; at++) {
    values[at] = Math.min(limit, Math.max(0, mean + (values[at]! - mean) * factor));
  }
}

/** The largest value that an image may hold: 1 for one in 0 … 1, else 255. */
export function limitOf(values: Float32Array): 1 | 255 {
  return rangeOf(values)[1] <= 1 ? 1 : 255;
}

function rangeOf(values: Float32Array): ValueRange {
  const native = nativePixels();
  if (native !== undefined) {
    const range = new Float32Array(2);
    native.range(values, range);
    return [range[0]!, range[1]!];
  }
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
