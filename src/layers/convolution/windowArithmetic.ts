/** Whether a sliding window fits its input, told before TensorFlow finds out in its own words. */
import type { Shape } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';

export interface SlidingWindow {
  /** The layer's kind and name, as in `conv2D "conv2d_3"`. */
  layer: string;
  /** What slides: `filter` or `pooling window`. */
  noun: string;
  /** One number for every axis of places. */
  size: readonly number[];
  strides: readonly number[];
  padding: string;
  dilation?: readonly number[];
}

/**
 * Checks a window against an input [batch, …places, channels].
 * @throws {ArgumentError} with the arithmetic, where nothing would come out
 */
export function requireFit(window: SlidingWindow, inputShape: Shape): void {
  if (window.padding !== 'valid') return;
  const { size, strides, noun } = window;
  const dilation = window.dilation ?? size.map(() => 1);
  const extent = size.map((length, axis) => (length - 1) * dilation[axis]! + 1);
  const places = inputShape.slice(1, 1 + size.length);
  for (const [axis, available] of places.entries()) {
    const reach = extent[axis]!;
    if (available === null || reach <= available) continue;
    const dilated = dilation.every((one) => one === 1) ? '' : ` (dilated to ${extent.join('×')})`;
    const sizes = places.map((length) => length ?? '?').join('×');
    const what =
      size.length === 1
        ? `a ${noun} of ${size[0]}${dilated} does not fit an input of ${sizes}`
        : `a ${size.join('×')} ${noun}${dilated} does not fit a ${sizes} input`;
    throw new ArgumentError(
      `${window.layer}: ${what}: (${available} − ${reach})/${strides[axis]} + 1 = ${rounded((available - reach) / strides[axis]! + 1)}. ` +
        `Use a smaller ${noun}, a larger input, or padding 'same'.`,
    );
  }
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100).replace('-', '−');
}

/** How many positions a window has along one axis; null where the input's length is not known. */
export function outputLength(
  length: number | null,
  size: number,
  stride: number,
  padding: string,
  dilation = 1,
): number | null {
  if (length === null) return null;
  if (padding !== 'valid') return Math.ceil(length / stride);
  return Math.floor((length - ((size - 1) * dilation + 1)) / stride) + 1;
}

/** The positions along every axis of places of an input [batch, …places, channels]. */
export function outputLengths(
  shape: Shape,
  window: Pick<SlidingWindow, 'size' | 'strides' | 'padding' | 'dilation'>,
): (number | null)[] {
  const { size, strides, padding, dilation } = window;
  return size.map((length, axis) =>
    outputLength(shape[axis + 1] ?? null, length, strides[axis]!, padding, dilation?.[axis] ?? 1),
  );
}
