/** Image files as numbers of a wanted size and color mode, as Pillow or TensorFlow gives them to Keras. */
import { type BytePixels, type CropBox, pillowResize } from '../augmentation/pillowResize.js';
import type { FloatPixels, Pixels } from '../augmentation/pixels.js';
import type { ResizeInterpolation } from '../augmentation/resizeFilters.js';
import { tensorflowResize } from '../augmentation/tensorflowResize.js';
import { DataError } from '../errors.js';
import { decodeJpeg } from './decodeJpeg.js';
import { lazySharp } from './lazySharp.js';
import { readSmallFile } from './readSmallFile.js';
import { ScratchBytes } from './scratchBytes.js';

/** What the channels of an image are: one gray, three colors, or three colors and their opacity. */
export type ColorMode = 'grayscale' | 'rgb' | 'rgba';

/** How files become images of one size, as image_dataset_from_directory makes them: resized by TensorFlow, fractions kept. */
export interface DatasetDecodeOptions {
  /** [height, width]. */
  size: readonly [height: number, width: number];
  colorMode: ColorMode;
  interpolation: 'nearest' | 'bilinear' | 'bicubic';
  /** What is done to an image of another shape than `size`: stretched, cut to its middle, or laid on black. */
  fit: 'stretch' | 'crop' | 'pad';
  /** As in `DecodeOptions`. */
  jpegAddon?: string;
}

/** How files become images of one size, as ImageDataGenerator makes them: resized by Pillow, whole bytes. */
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
export function decodePixels(file: string, options: DecodeOptions): BytePixels | Promise<BytePixels>;
export function decodePixels(
  file: string,
  options: DecodeOptions | DatasetDecodeOptions,
): Pixels | Promise<Pixels>;
export function decodePixels(
  file: string,
  options: DecodeOptions | DatasetDecodeOptions,
): Pixels | Promise<Pixels> {
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

/**
 * A file at its own size, in three colors.
 * @throws {DataError} if the file cannot be read or is no image
 */
export async function decodeColors(file: string): Promise<BytePixels> {
  try {
    return await decoded(readSmallFile(file), 'rgb');
  } catch (error) {
    throw unreadable(file, error as Error);
  }
}

/** Pillow's gray of an image of one, three or four channels. */
export function grayOf(image: BytePixels): BytePixels {
  return gray(image, pillow);
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

function brought(
  image: BytePixels,
  options: DecodeOptions | DatasetDecodeOptions,
  into?: Uint8Array,
): Pixels {
  if ('fit' in options) return fitted(inColorMode(image, options.colorMode, libpng), options);
  const { size, colorMode, interpolation, keepAspectRatio } = options;
  const colored = inColorMode(image, colorMode, pillow);
  const box = keepAspectRatio ? middle(image, size) : undefined;
  return pillowResize(colored, size, interpolation, box, into);
}

function fitted(image: BytePixels, { size, interpolation, fit }: DatasetDecodeOptions): FloatPixels {
  if (fit === 'pad') return padded(image, size, interpolation);
  const part = fit === 'crop' ? cut(image, middle(image, size)) : image;
  return tensorflowResize(part, size, { interpolation });
}

/** tf.image.resize_with_pad: resized to fit in, then laid in the middle of black. */
function padded(
  image: BytePixels,
  [height, width]: readonly [number, number],
  interpolation: DatasetDecodeOptions['interpolation'],
): FloatPixels {
  // TensorFlow computes these in single precision; the margin comes from the size before it is rounded down.
  const ratio = Math.max(Math.fround(image.width / width), Math.fround(image.height / height));
  const exact = [Math.fround(image.height / ratio), Math.fround(image.width / ratio)] as const;
  const inner = [Math.max(1, Math.floor(exact[0])), Math.max(1, Math.floor(exact[1]))] as const;
  const resized = tensorflowResize(image, inner, { interpolation });
  const top = Math.max(0, Math.floor((height - exact[0]) / 2));
  const left = Math.max(0, Math.floor((width - exact[1]) / 2));
  const values = new Float32Array(height * width * image.channels);
  const lineLength = inner[1] * image.channels;
  for (let y = 0; y < inner[0]; y++) {
    const line = resized.values.subarray(y * lineLength, (y + 1) * lineLength);
    values.set(line, ((top + y) * width + left) * image.channels);
  }
  return { values, height, width, channels: image.channels };
}

function cut({ values, width, channels }: BytePixels, box: CropBox): BytePixels {
  const [height, cutWidth] = [box.bottom - box.top, box.right - box.left];
  const part = new Uint8Array(height * cutWidth * channels);
  for (let y = 0; y < height; y++) {
    const from = ((box.top + y) * width + box.left) * channels;
    part.set(values.subarray(from, from + cutWidth * channels), y * cutWidth * channels);
  }
  return { values: part, height, width: cutWidth, channels };
}

function inColorMode(image: BytePixels, colorMode: ColorMode, weights: LumaWeights): BytePixels {
  if (colorMode === 'grayscale') return gray(image, weights);
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

/** How much red, green and blue make of gray, ITU-R 601-2 in whole numbers, as one library has them. */
interface LumaWeights {
  red: number;
  green: number;
  blue: number;
  /** Added before the bits that are too many are cut off. */
  rounding: number;
  bits: number;
}

const pillow: LumaWeights = { red: 19595, green: 38470, blue: 7471, rounding: 0x8000, bits: 16 };
/** What TensorFlow's decoder asks libpng for; libpng does not round. */
const libpng: LumaWeights = { red: 9797, green: 19234, blue: 3737, rounding: 0, bits: 15 };

function gray({ values, height, width, channels }: BytePixels, weights: LumaWeights): BytePixels {
  if (channels === 1) return { values, height, width, channels };
  const { red, green, blue, rounding, bits } = weights;
  const grays = new Uint8Array(height * width);
  for (let to = 0, from = 0; to < grays.length; to++, from += channels) {
    const sum = red * values[from]! + green * values[from + 1]! + blue * values[from + 2]!;
    grays[to] = (sum + rounding) >> bits;
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
