/** The arguments of `ImageDataGenerator`: Keras's, the course's own, and what they are checked against. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { DataFormat } from '../../layers/spatialLayer.js';
import type { Augmentation, Range, ShiftRange } from './augmentation.js';

/** Arguments of `ImageDataGenerator`; all of them may be left out. */
export interface ImageDataGeneratorArgs {
  /** Subtracts the mean of every channel, which `fit` learns. */
  featurewiseCenter?: boolean;
  /** Subtracts every image's own mean. */
  samplewiseCenter?: boolean;
  /** Divides by the standard deviation of every channel, which `fit` learns; centers, too. */
  featurewiseStdNormalization?: boolean;
  /** Divides by every image's own standard deviation; centers, too. */
  samplewiseStdNormalization?: boolean;
  /** Whitens with the matrix that `fit` learns, for images of up to 32×32×3; centers, too. */
  zcaWhitening?: boolean;
  /** Added to the singular values of the whitening. Default 1e-6. */
  zcaEpsilon?: number;
  /** Degrees, turned by up to so many either way. */
  rotationRange?: number;
  /**
   * How far to move sideways: a fraction below 1 of the width; from 1 on, a whole number n draws whole pixels from −n+1
   * to n−1 and another number any shift up to that many pixels; a list draws one of its elements, with either sign;
   * `{ pixels: 3 }` draws any shift up to 3 pixels (Keras's 3.0, which JavaScript cannot tell from 3).
   */
  widthShiftRange?: ShiftRange;
  /** How far to move up and down, as `widthShiftRange`. */
  heightShiftRange?: ShiftRange;
  /** Factors of brightness from … to, as [0.7, 1.3]. */
  brightnessRange?: Range;
  /** Degrees, sheared by up to so many either way. */
  shearRange?: number;
  /** 0.2 for factors from 0.8 to 1.2, or [from, to]; above 1 the content gets smaller, and both sides are drawn apart. */
  zoomRange?: number | Range;
  /** Values, shifted by up to so many either way. */
  channelShiftRange?: number;
  /** What stands beyond the edges: kkkk|abcd|kkkk, aaaa|abcd|dddd, dcba|abcd|dcba, abcd|abcd|abcd. Default `nearest`. */
  fillMode?: 'constant' | 'nearest' | 'reflect' | 'wrap';
  /** The value of fillMode `constant`. Default 0. */
  cval?: number;
  /** Half of the images are mirrored, left to right. */
  horizontalFlip?: boolean;
  /** Half of the images are turned upside down. */
  verticalFlip?: boolean;
  /** What values are multiplied by after augmentation, such as 1 / 255. */
  rescale?: number;
  /** Runs on every augmented image [height, width, channels], before `rescale`, and gives one of the same shape. */
  preprocessingFunction?: (image: Tensor) => Tensor;
  /** Where the channels of tensors are. Default `channelsLast`. */
  dataFormat?: DataFormat;
  /** The fraction of the images that `subset: 'validation'` takes, in (0, 1). */
  validationSplit?: number;
  /** 0 takes the nearest pixel, 1 (the default) blends the four around. */
  interpolationOrder?: 0 | 1;
  /** Factors of contrast from … to, as [0.8, 1.2]. */
  contrastRange?: Range;
  /** Standard deviations of a Gaussian blur from … to, in pixels, as [0, 1]. */
  blurRange?: Range;
  /** How much of its details is added to an image, from … to, as [0, 1]. */
  sharpenRange?: Range;
  /** Standard deviations of Gaussian noise from … to, as [0, 8]. */
  noiseRange?: Range;
  /** Factors by which images get wider, from … to: [0.8, 1.25] compresses and stretches. */
  stretchRange?: Range;
  /** The share of the images that is left unchanged, in [0, 1]. Default 0, as in Keras. */
  unchangedFraction?: number;
  /** Does as Keras does where that is not what Keras documents: see docs/data.md. */
  kerasCompat?: boolean;
}

/** @throws {ArgumentError} for a value that is out of range */
export function augmentationOf(args: ImageDataGeneratorArgs): Augmentation {
  const { zoomRange = 0, unchangedFraction = 0, fillMode = 'nearest', interpolationOrder = 1 } = args;
  const fillModes = ['constant', 'nearest', 'reflect', 'wrap'];
  require('fillMode', fillModes.includes(fillMode), `one of ${fillModes.join(', ')}`, fillMode);
  require('interpolationOrder', [0, 1].includes(interpolationOrder), '0 or 1', interpolationOrder);
  require('unchangedFraction', unchangedFraction >= 0 &&
    unchangedFraction <= 1, 'a number in [0, 1]', unchangedFraction);
  for (const name of ['rotationRange', 'shearRange', 'channelShiftRange'] as const) {
    require(name, Number.isFinite(args[name] ?? 0), 'a finite number', args[name]);
  }
  for (const name of rangeNames) requireRange(name, args[name]);
  if (args.stretchRange !== undefined)
    require('stretchRange', args.stretchRange[0] > 0, 'factors above 0', args.stretchRange);
  return {
    rotationRange: args.rotationRange ?? 0,
    widthShiftRange: checkedShift('widthShiftRange', args.widthShiftRange),
    heightShiftRange: checkedShift('heightShiftRange', args.heightShiftRange),
    brightnessRange: args.brightnessRange,
    shearRange: args.shearRange ?? 0,
    zoomRange: checkedZoom(zoomRange),
    channelShiftRange: args.channelShiftRange ?? 0,
    horizontalFlip: args.horizontalFlip ?? false,
    verticalFlip: args.verticalFlip ?? false,
    contrastRange: args.contrastRange,
    blurRange: args.blurRange,
    sharpenRange: args.sharpenRange,
    noiseRange: args.noiseRange,
    stretchRange: args.stretchRange,
    unchangedFraction,
    fillMode,
    cval: args.cval ?? 0,
    interpolationOrder,
    kerasCompat: args.kerasCompat ?? false,
  };
}

const rangeNames = [
  'brightnessRange',
  'contrastRange',
  'blurRange',
  'sharpenRange',
  'noiseRange',
  'stretchRange',
] as const;

function require(name: string, isRight: boolean, expected: string, received: unknown): void {
  if (isRight) return;
  throw new ArgumentError(
    `ImageDataGenerator: ${name} must be ${expected}; received ${JSON.stringify(received) ?? received}.`,
  );
}

function requireRange(name: string, range: Range | undefined): void {
  if (range === undefined) return;
  const isRange =
    Array.isArray(range) &&
    range.length === 2 &&
    range.every((one) => one >= 0 && one < Number.POSITIVE_INFINITY);
  require(name, isRange && range[0] <= range[1], 'two numbers [from, to], 0 or more', range);
}

function checkedShift(name: string, range: ShiftRange = 0): ShiftRange {
  const numbers = typeof range === 'number' ? [range] : 'pixels' in range ? [range.pixels] : range;
  const isRight = numbers.length > 0 && numbers.every((one) => Number.isFinite(one) && one >= 0);
  require(name, isRight, 'a number, a list of numbers or { pixels }, 0 or more', range);
  return range;
}

function checkedZoom(range: number | Range): Range {
  const [low, high] = typeof range === 'number' ? [1 - range, 1 + range] : range;
  const isRight = Number.isFinite(low) && Number.isFinite(high) && low > 0 && high > 0;
  require('zoomRange', isRight, 'a number below 1 or two numbers [from, to] above 0', range);
  return [low, high];
}

/** @throws {ArgumentError} outside of (0, 1) */
export function checkedSplit(split: number | undefined): number | undefined {
  const isRight = split === undefined || split === 0 || (split > 0 && split < 1);
  require('validationSplit', isRight, 'strictly between 0 and 1', split);
  return split === 0 ? undefined : split;
}
