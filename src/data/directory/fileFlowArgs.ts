/** What flows of files take in common. */
import type { ResizeInterpolation } from '../../augmentation/resizeFilters.js';
import { jpegAddon } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { type ColorMode, channelsOf, type DecodeOptions } from '../decodePixels.js';
import { type FlowArgs, requireFlowArgs } from '../generator/flowArgs.js';

/** What flows of files from a folder or a table take beside what every flow takes. */
export interface FileFlowArgs extends FlowArgs {
  /** [height, width] that every image is brought to. Default [256, 256]. */
  targetSize?: readonly [height: number, width: number];
  /** One, three or four channels. Default `rgb`. */
  colorMode?: ColorMode;
  /** How images are resized, by Pillow's filters. Default `nearest`. */
  interpolation?: ResizeInterpolation;
  /** Cuts the middle out in the shape of `targetSize`, instead of stretching the image. */
  keepAspectRatio?: boolean;
  /** Fails for a file that cannot be read, instead of leaving it out with a warning. */
  strict?: boolean;
}

const interpolations = ['nearest', 'bilinear', 'bicubic', 'lanczos', 'box', 'hamming'];

/** @throws {ArgumentError} for an argument that is out of range */
export function decodeOptionsOf(method: string, args: FileFlowArgs): DecodeOptions {
  requireFlowArgs(method, args);
  const { targetSize: size = [256, 256], colorMode = 'rgb', interpolation = 'nearest' } = args;
  if (!Array.isArray(size) || size.length !== 2 || !size.every((one) => Number.isInteger(one) && one > 0)) {
    throw new ArgumentError(
      `${method}: targetSize must be [height, width], two positive whole numbers; received ${JSON.stringify(size)}.`,
    );
  }
  if (!Object.hasOwn(channelsOf, colorMode)) {
    throw new ArgumentError(
      `${method}: colorMode must be 'grayscale', 'rgb' or 'rgba'; received '${colorMode}'.`,
    );
  }
  if (!interpolations.includes(interpolation)) {
    throw new ArgumentError(
      `${method}: interpolation must be one of ${interpolations.join(', ')}; received '${interpolation}'.`,
    );
  }
  const { keepAspectRatio = false } = args;
  return { size, colorMode, interpolation, keepAspectRatio, jpegAddon: jpegAddon() };
}
