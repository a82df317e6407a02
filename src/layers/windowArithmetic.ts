/** Whether a sliding window fits its input, told before TensorFlow finds out in its own words. */
import { ArgumentError } from '../errors.js';
import { bothOf, type Pair } from './arguments.js';

export interface Window {
  /** The layer's kind and name, as in `conv2D "conv2d_3"`. */
  layer: string;
  /** What slides: `filter` or `pooling window`. */
  noun: string;
  size: Pair;
  strides: Pair;
  padding: string;
  dilation?: Pair;
}

/**
 * Checks a window against an input of [batch, height, width, channels].
 * @throws {ArgumentError} with the arithmetic, where nothing would come out
 */
export function requireFit(window: Window, inputShape: (number | null)[]): void {
  if (window.padding !== 'valid') return;
  const [height, width] = [inputShape[1], inputShape[2]];
  if (height == null || width == null) return;
  const size = bothOf(window.size);
  const strides = bothOf(window.strides);
  const dilation = bothOf(window.dilation ?? 1);
  const extent = size.map((length, axis) => (length - 1) * dilation[axis]! + 1) as [number, number];
  for (const [axis, available] of [height, width].entries()) {
    const reach = extent[axis]!;
    if (reach <= available) continue;
    const dilated = dilation[axis] === 1 ? '' : ` (dilated to ${extent[0]}×${extent[1]})`;
    throw new ArgumentError(
      `${window.layer}: a ${size[0]}×${size[1]} ${window.noun}${dilated} does not fit a ${height}×${width} input: ` +
        `(${available} − ${reach})/${strides[axis]} + 1 = ${rounded((available - reach) / strides[axis]! + 1)}. ` +
        `Use a smaller ${window.noun}, a larger input, or padding 'same'.`,
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
  padding: 'valid' | 'same',
  dilation = 1,
): number | null {
  if (length === null) return null;
  if (padding === 'same') return Math.ceil(length / stride);
  return Math.floor((length - ((size - 1) * dilation + 1)) / stride) + 1;
}
