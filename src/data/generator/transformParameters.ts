/** Which transformation an image gets: Keras's parameters, and which random number becomes which. */
import type { AffineParameters } from '../../augmentation/affine.js';
import type { RandomGenerator } from '../../engine/seed.js';
import type { Augmentation, Range, ShiftRange } from './augmentation.js';

/** One transformation, as `getRandomTransform` draws and `applyTransform` takes it. What is left out is not done. */
export interface TransformParameters extends AffineParameters {
  flipHorizontal?: boolean;
  flipVertical?: boolean;
  /** What is added to every channel. */
  channelShiftIntensity?: number;
  /** A factor: 1 changes nothing. */
  brightness?: number;
  /** A factor on the distance from the image's mean: 1 changes nothing. */
  contrast?: number;
  /** The standard deviation of a Gaussian blur, in pixels. */
  blur?: number;
  /** How much of what a blur of one pixel takes away is added. */
  sharpen?: number;
  /** The standard deviation of Gaussian noise. */
  noise?: number;
}

/**
 * Draws a transformation. Keras's parameters come first and in its order: theta, shifts (down, across), shear, zx, zy,
 * flips, channel shift, brightness; a number is drawn for what has a range, and always for both flips.
 * @param size [height, width] of the image
 */
export function drawTransform(
  settings: Augmentation,
  [height, width]: readonly [height: number, width: number],
  random: RandomGenerator,
): TransformParameters {
  if (settings.unchangedFraction > 0 && random.next() < settings.unchangedFraction) return {};
  const { kerasCompat, rotationRange, shearRange, zoomRange, channelShiftRange } = settings;
  const theta = rotationRange === 0 ? 0 : between(random, [-rotationRange, rotationRange]);
  const vertical = drawShift(settings.heightShiftRange, height, random);
  const horizontal = drawShift(settings.widthShiftRange, width, random);
  const shear = shearRange === 0 ? 0 : between(random, [-shearRange, shearRange]);
  const zooms = zoomRange[0] !== 1 || zoomRange[1] !== 1;
  const zx = zooms ? between(random, zoomRange) : 1;
  const zy = zooms ? between(random, zoomRange) : 1;
  const flipHorizontal = random.next() < 0.5 && settings.horizontalFlip;
  const flipVertical = random.next() < 0.5 && settings.verticalFlip;
  const channelShiftIntensity =
    channelShiftRange === 0 ? undefined : between(random, [-channelShiftRange, channelShiftRange]);
  const brightness = drawn(settings.brightnessRange, random);
  const stretch = drawn(settings.stretchRange, random) ?? 1;
  return {
    theta,
    // Keras takes the height's range for what moves columns.
    tx: kerasCompat ? vertical : horizontal,
    ty: kerasCompat ? horizontal : vertical,
    shear,
    zx: zx / stretch,
    zy,
    flipHorizontal,
    flipVertical,
    channelShiftIntensity,
    brightness,
    contrast: drawn(settings.contrastRange, random),
    blur: drawn(settings.blurRange, random),
    sharpen: drawn(settings.sharpenRange, random),
    noise: drawn(settings.noiseRange, random),
  };
}

function drawShift(range: ShiftRange, size: number, random: RandomGenerator): number {
  if (range === 0) return 0;
  if (typeof range === 'object' && 'pixels' in range) return between(random, [-range.pixels, range.pixels]);
  if (typeof range === 'number' && !Number.isInteger(range)) {
    return between(random, [-range, range]) * (range < 1 ? size : 1);
  }
  const shift =
    typeof range === 'number' ? random.nextInteger(range) : range[random.nextInteger(range.length)]!;
  const largest = typeof range === 'number' ? range : Math.max(...range);
  const sign = random.nextInteger(2) === 0 ? -1 : 1;
  return shift * sign * (largest < 1 ? size : 1) || 0;
}

function drawn(range: Range | undefined, random: RandomGenerator): number | undefined {
  return range === undefined ? undefined : between(random, range);
}

function between(random: RandomGenerator, [low, high]: Range): number {
  return low + (high - low) * random.next();
}
