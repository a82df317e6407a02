/** Mirror images, in place. */
import type { FloatPixels } from './pixels.js';

/** Swaps left and right. */
export function flipHorizontally({ values, height, width, channels }: FloatPixels): void {
  for (let y = 0; y < height; y++) {
    const line = y * width;
    for (let x = 0; x < width >> 1; x++) {
      const left = (line + x) * channels;
      const right = (line + width - 1 - x) * channels;
      for (let channel = 0; channel < channels; channel++) {
        const value = values[left + channel]!;
        values[left + channel] = values[right + channel]!;
        values[right + channel] = value;
      }
    }
  }
}

/** Swaps top and bottom. */
export function flipVertically({ values, height, width, channels }: FloatPixels): void {
  const length = width * channels;
  for (let y = 0; y < height >> 1; y++) {
    const bottom = (height - 1 - y) * length;
    const line = values.slice(y * length, (y + 1) * length);
    values.copyWithin(y * length, bottom, bottom + length);
    values.set(line, bottom);
  }
}
