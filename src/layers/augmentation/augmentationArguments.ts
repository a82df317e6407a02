/** Arguments that augmentation layers share, with Keras's readings of them. */
import { complaint, oneOf, optional, type Reader, seed } from '../arguments.js';
import type { SeedArgs } from '../regularization/noiseArguments.js';
import { type DataFormat, dataFormat } from '../spatialLayer.js';

/** One number, or a lower and an upper bound between which every draw lies. */
export type Factor = number | readonly [lower: number, upper: number];

/** Arguments that every augmentation layer takes. */
export interface AugmentationArgs extends SeedArgs {
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
}

/** Arguments of layers that change colors. */
export interface ColorArgs extends AugmentationArgs {
  /** The smallest and the largest value of a pixel. Default [0, 255]. */
  valueRange?: readonly [lowest: number, highest: number];
}

/** What stands where the image has moved away: its own mirror image, the image again, one value, or its border. */
export type FillMode = 'reflect' | 'wrap' | 'constant' | 'nearest';

/** How values between pixels are made up. */
export type GeometricInterpolation = 'bilinear' | 'nearest';

/** Arguments of layers that move pixels. */
export interface GeometricArgs extends AugmentationArgs {
  /** What stands where the image has moved away. Default `reflect`. */
  fillMode?: FillMode;
  /** The value for `constant`. Default 0. */
  fillValue?: number;
  /** How values between pixels are made up. Default `bilinear`. */
  interpolation?: GeometricInterpolation;
}

const finite: Reader<number> = (value, where) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw complaint(where, 'a number', value);
};

/** The readers of `AugmentationArgs`. */
export const augmentationSchema = { seed, dataFormat };

/** Reads `interpolation`. */
export const interpolation: Reader<GeometricInterpolation> = optional(
  oneOf(['bilinear', 'nearest']),
  'bilinear',
);

/** The readers of `GeometricArgs`. */
export const geometricSchema = {
  ...augmentationSchema,
  fillMode: optional(oneOf(['reflect', 'wrap', 'constant', 'nearest']), 'reflect'),
  fillValue: optional(finite, 0),
  interpolation,
};

const valuePair: Reader<[number, number]> = (value, where) => {
  const pair = pairOf(value);
  if (pair !== undefined && pair[0] < pair[1]) return pair;
  throw complaint(where, 'a pair [lowest, highest] of different numbers', value);
};

/** The readers of `ColorArgs`. */
export const colorSchema = {
  ...augmentationSchema,
  valueRange: optional(valuePair, () => [0, 255] as [number, number]),
};

/** A factor as it was given, the lower bound of a pair first. A number f stands for ±f. */
export function factor(least: number, most: number): Reader<number | [number, number]> {
  return (value, where) => {
    if (typeof value === 'number' && value >= least && value <= most) return value;
    const pair = pairOf(value);
    if (pair !== undefined && pair[0] >= least && pair[1] <= most) return pair;
    throw complaint(where, `a number or a pair of numbers from ${least} to ${most}`, value);
  };
}

/** A factor as its bounds. A number f stands for ±f as far as that is allowed. */
export function bounds(least: number, most: number): Reader<[number, number]> {
  const read = factor(least, most);
  return (value, where) => {
    const given = read(value, where);
    return typeof given === 'number' ? [Math.max(-Math.abs(given), least), Math.abs(given)] : given;
  };
}

/** The bounds of a factor that `factor` has read. */
export function boundsOf(given: number | [number, number]): [lower: number, upper: number] {
  return typeof given === 'number' ? [-Math.abs(given), Math.abs(given)] : given;
}

function pairOf(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isFinite)) return undefined;
  const [a, b] = value as [number, number];
  return a <= b ? [a, b] : [b, a];
}
