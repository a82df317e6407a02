/** Image files as bytes of a wanted size and color mode, as Pillow gives them to Keras. */
import { type BytePixels, type CropBox, pillowResize } from '../augmentation/pillowResize.js';
import type { ResizeInterpolation } from '../augmentation/resizeFilters.js';
import { DataError } from '../errors.js';
import { decodeJpeg } from './decodeJpeg.js';
import { lazySharp } from './lazySharp.js';
import { readSmallFile } from './readSmallFile.js';
import { ScratchBytes } from './scratchBytes.js';

/** What the channels of an image are: one gray, three colors, or three colors and their opacity. */
export type ColorMode = 'grayscale' | 'rgb' | 'rgba';

/** How files become images of one size. */
export interface DecodeOptions {
  /** [height, width]. */
  size: readonly [height: number, width: number];
  colorMode: ColorMode;
  interpolation: ResizeInterpolation;
  /** Whether the middle of the image is cut out in the shape of `size`, instead of being stretched. */
  keepAspectRatio: boolean;
  /** The compiled addon that decodes JPEGs; without it, and for what it does not read, sharp does. */
  jpegAddon?: string;
}

/** The number of channels of every color mode. */
export const channelsOf: Readonly<Record<ColorMode, number>> = { grayscale: 1, rgb: 3, rgba: 4 };

/** An image of more pixels than this is a mistake or an attack. */
const pixelLimit = 1 << 28;
/** A thread resizes one image at a time. */
const resized = new ScratchBytes();

/**
 * EXIF orientation and color profiles are ignored, alpha is dropped, all as in Keras.
 * @returns the image at once where it can; its values are then overwritten by the next one
 * @throws {DataError} if the file cannot be read or is no image
 */
export function decodePixels(file: string, options: DecodeOptions): BytePixels | Promise<BytePixels> {
  try {
    const content = readSmallFile(file);
    const jpeg = options.jpegAddon && decodeJpeg(content, options.jpegAddon, pixelLimit);
    return jpeg
      ? brought(
          jpeg,
          options,
          resized.take(options.size[0] * options.size[1] * channelsOf[options.colorMode]),
        )
      : decoded(content, options.colorMode).then(
          (image) => brought(image, options),
          (error: Error) => {
            throw unreadable(file, error);
          },
        );
  } catch (error) {
    throw unreadable(file, error as Error);
  }
}

function unreadable(file: string, error: Error): DataError {
  return new DataError(`${file} could not be read as an image: ${error.message}`, { cause: error });
}

async function decoded(content: Uint8Array, colorMode: ColorMode): Promise<BytePixels> {
  // Other files are read into the same memory before sharp has read this one.
  const kept = content.slice();
  const sharp = await lazySharp();
  const pipeline = sharp(kept, {
    ignoreIcc: true,
    limitInputPixels: pixelLimit,
    sequentialRead: false,
  });
  const colors = pipeline.toColourspace('srgb');
  const { data, info } = await (colorMode === 'rgba' ? colors.ensureAlpha() : colors.removeAlpha())
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { values: data, height: info.height, width: info.width, channels: info.channels };
}

function brought(image: BytePixels, options: DecodeOptions, into?: Uint8Array): BytePixels {
  const { size, colorMode, interpolation, keepAspectRatio } = options;
  const colored = inColorMode(image, colorMode);
  const box = keepAspectRatio ? middle(image, size) : undefined;
  return pillowResize(colored, size, interpolation, box, into);
}

function inColorMode(image: BytePixels, colorMode: ColorMode): BytePixels {
  if (colorMode === 'grayscale') return gray(image);
  return colorMode === 'rgba' && image.channels === 3 ? opaque(image) : image;
}

function opaque({ values, height, width }: BytePixels): BytePixels {
  const result = new Uint8Array(height * width * 4).fill(255);
  for (let to = 0, from = 0; to < result.length; to += 4, from += 3) {
    result[to] = values[from]!;
    result[to + 1] = values[from + 1]!;
    result[to + 2] = values[from + 2]!;
  }
  return { values: result, height, width, channels: 4 };
}

/** Pillow's luma, ITU-R 601-2 with 16-bit weights. */
function gray({ values, height, width, channels }: BytePixels): BytePixels {
  if (channels === 1) return { values, height, width, channels };
  const grays = new Uint8Array(height * width);
  for (let to = 0, from = 0; to < grays.length; to++, from += channels) {
    const [red, green, blue] = [values[from]!, values[from + 1]!, values[from + 2]!];
    grays[to] = (19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16;
  }
  return { values: grays, height, width, channels: 1 };
}

function middle(
  { height, width }: BytePixels,
  [targetHeight, targetWidth]: readonly [number, number],
): CropBox {
  const cropHeight = Math.min(height, Math.floor((width * targetHeight) / targetWidth));
  const cropWidth = Math.min(width, Math.floor((height * targetWidth) / targetHeight));
  const top = Math.floor((height - cropHeight) / 2);
  const left = Math.floor((width - cropWidth) / 2);
  return { left, top, right: left + cropWidth, bottom: top + cropHeight };
}
