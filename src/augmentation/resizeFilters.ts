/** Pillow's resampling filters, which Keras's `interpolation` names. */
import type { ResizeFilter } from './resizeWeights.js';

/** How a resized image is made from its pixels, as Pillow names it. */
export type ResizeInterpolation = 'nearest' | 'bilinear' | 'bicubic' | 'lanczos' | 'box' | 'hamming';

/** All but `nearest`, which takes pixels as they are. */
export const resizeFilters: Readonly<Record<Exclude<ResizeInterpolation, 'nearest'>, ResizeFilter>> = {
  box: { support: 0.5, weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weight: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weight: hamming },
  bicubic: { support: 2, weight: keysCubic },
  lanczos: { support: 3, weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
};

function hamming(x: number): number {
  if (x === 0) return 1;
  if (Math.abs(x) >= 1) return 0;
  return sinc(x) * (0.54 + 0.46 * Math.cos(Math.PI * x));
}

/** Keys 1981, "Cubic convolution interpolation for digital image processing", with a = −1/2. */
function keysCubic(x: number): number {
  const a = -0.5;
  const distance = Math.abs(x);
  if (distance < 1) return ((a + 2) * distance - (a + 3)) * distance * distance + 1;
  if (distance < 2) return (((distance - 5) * distance + 8) * distance - 4) * a;
  return 0;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
