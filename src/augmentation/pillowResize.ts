/** Resizing to the byte as Pillow does it (its Resample.c): filters widened when shrinking, weights of 22 bits, columns
 *  before rows, each pass rounded to bytes. This is what Keras's `flow_from_directory` does with every image. */
import { type ResizeInterpolation, resizeFilters } from './resizeFilters.js';
import { type ResizeWeights, resizeWeights } from './resizeWeights.js';

/** An image of bytes. */
export interface BytePixels {
  readonly values: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The part of an image that is resized, in pixels. */
export interface CropBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const weightBits = 22;
const half = 1 << (weightBits - 1);

/**
 * @shape image [height, width, channels] → [size[0], size[1], channels]
 * @param size [height, width] of the result
 * @param box the part to resize; the whole image if left out
 */
export function pillowResize(
  image: BytePixels,
  size: readonly [height: number, width: number],
  interpolation: ResizeInterpolation,
  box: CropBox = { left: 0, top: 0, right: image.width, bottom: image.height },
): BytePixels {
  const isWhole = box.left === 0 && box.top === 0 && box.right === image.width && box.bottom === image.height;
  if (isWhole && size[0] === image.height && size[1] === image.width) return image;
  if (interpolation === 'nearest') return nearest(image, size, box);
  if (image.channels !== 4) return filtered(image, size, interpolation, box);
  return withoutPremultiplication(filtered(premultiplied(image), size, interpolation, box));
}

function nearest(image: BytePixels, [height, width]: readonly [number, number], box: CropBox): BytePixels {
  const { values, channels } = image;
  const columns = nearestPlaces(width, box.left, box.right);
  const rows = nearestPlaces(height, box.top, box.bottom);
  const result = new Uint8Array(height * width * channels);
  let to = 0;
  for (let y = 0; y < height; y++) {
    const line = rows[y]! * image.width;
    for (let x = 0; x < width; x++) {
      let from = (line + columns[x]!) * channels;
      for (let channel = 0; channel < channels; channel++) result[to++] = values[from++]!;
    }
  }
  return { values: result, height, width, channels };
}

/** Pillow adds the step up, place by place: so do we, to round alike. */
function nearestPlaces(size: number, begin: number, end: number): Int32Array {
  const step = (end - begin) / size;
  const places = new Int32Array(size);
  let at = begin + step * 0.5;
  for (let place = 0; place < size; place++, at += step) places[place] = Math.min(Math.floor(at), end - 1);
  return places;
}

function filtered(
  image: BytePixels,
  [height, width]: readonly [number, number],
  interpolation: Exclude<ResizeInterpolation, 'nearest'>,
  box: CropBox,
): BytePixels {
  const filter = resizeFilters[interpolation];
  const columns = resizeWeights(filter, { input: image.width, output: width }, [box.left, box.right], true);
  const rows = resizeWeights(filter, { input: image.height, output: height }, [box.top, box.bottom], true);
  const isSameWidth = width === image.width && box.left === 0 && box.right === width;
  const isSameHeight = height === image.height && box.top === 0 && box.bottom === height;
  const narrow = isSameWidth ? image : resizedColumns(image, width, columns);
  return isSameHeight ? narrow : resizedRows(narrow, height, rows);
}

function resizedColumns(image: BytePixels, width: number, columns: ResizeWeights): BytePixels {
  const { values, height, channels } = image;
  const weights = fixedPoint(columns);
  const result = new Uint8Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    const line = y * image.width;
    let to = y * width * channels;
    for (let x = 0; x < width; x++) {
      const first = (line + columns.first[x]!) * channels;
      const count = columns.count[x]!;
      const weightAt = x * columns.stride;
      if (channels === 3) {
        let [red, green, blue] = [half, half, half];
        for (let index = 0, from = first; index < count; index++, from += 3) {
          const weight = weights[weightAt + index]!;
          red = (red + values[from]! * weight) | 0;
          green = (green + values[from + 1]! * weight) | 0;
          blue = (blue + values[from + 2]! * weight) | 0;
        }
        result[to++] = clipped(red);
        result[to++] = clipped(green);
        result[to++] = clipped(blue);
        continue;
      }
      for (let channel = 0; channel < channels; channel++) {
        let sum = half;
        let from = first + channel;
        for (let index = 0; index < count; index++, from += channels) {
          sum = (sum + values[from]! * weights[weightAt + index]!) | 0;
        }
        result[to++] = clipped(sum);
      }
    }
  }
  return { values: result, height, width, channels };
}

function resizedRows(image: BytePixels, height: number, rows: ResizeWeights): BytePixels {
  const { values, width, channels } = image;
  const weights = fixedPoint(rows);
  const lineLength = width * channels;
  const result = new Uint8Array(height * lineLength);
  const sums = new Int32Array(lineLength);
  for (let y = 0; y < height; y++) {
    sums.fill(half);
    for (let index = 0; index < rows.count[y]!; index++) {
      const weight = weights[y * rows.stride + index]!;
      const from = (rows.first[y]! + index) * lineLength;
      for (let at = 0; at < lineLength; at++) sums[at] = (sums[at]! + values[from + at]! * weight) | 0;
    }
    const to = y * lineLength;
    for (let at = 0; at < lineLength; at++) result[to + at] = clipped(sums[at]!);
  }
  return { values: result, height, width, channels };
}

function fixedPoint({ weights }: ResizeWeights): Int32Array {
  return Int32Array.from(weights, (weight) => {
    const scaled = weight * (1 << weightBits);
    return Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
  });
}

function clipped(sum: number): number {
  const value = sum >> weightBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Pillow resizes RGBA with its colors multiplied by alpha, so that what is transparent does not bleed. */
function premultiplied(image: BytePixels): BytePixels {
  const values = Uint8Array.from(image.values);
  for (let at = 0; at < values.length; at += 4) {
    const alpha = values[at + 3]!;
    for (let channel = 0; channel < 3; channel++) {
      const product = values[at + channel]! * alpha + 128;
      values[at + channel] = ((product >> 8) + product) >> 8;
    }
  }
  return { ...image, values };
}

function withoutPremultiplication(image: BytePixels): BytePixels {
  const { values } = image;
  for (let at = 0; at < values.length; at += 4) {
    const alpha = values[at + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = 0; channel < 3; channel++) {
      values[at + channel] = Math.min(255, Math.trunc((255 * values[at + channel]!) / alpha));
    }
  }
  return image;
}
