/** Resizing to the byte as Pillow does it (its Resample.c): filters widened when shrinking, weights of 22 bits, columns
 *  before rows, each pass rounded to bytes. This is what Keras's `flow_from_directory` does with every image. */
import { nativePixels } from './nativePixels.js';
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
 * @param into takes the result, instead of new memory
 */
export function pillowResize(
  image: BytePixels,
  size: readonly [height: number, width: number],
  interpolation: ResizeInterpolation,
  box: CropBox = { left: 0, top: 0, right: image.width, bottom: image.height },
  into: Uint8Array = new Uint8Array(size[0] * size[1] * image.channels),
): BytePixels {
  const isWhole = box.left === 0 && box.top === 0 && box.right === image.width && box.bottom === image.height;
  if (isWhole && size[0] === image.height && size[1] === image.width) return image;
  if (interpolation === 'nearest') return nearest(image, size, box, into);
  if (image.channels !== 4) return filtered(image, size, interpolation, box, into);
  return withoutPremultiplication(filtered(premultiplied(image), size, interpolation, box, into));
}

function nearest(
  image: BytePixels,
  [height, width]: readonly [number, number],
  box: CropBox,
  into: Uint8Array,
): BytePixels {
  const { values, channels } = image;
  const places = nearestPlaces(width, box.left, box.right);
  const rows = nearestPlaces(height, box.top, box.bottom);
  const native = nativePixels();
  if (native !== undefined && channels !== 2) {
    native.nearest(values, image.width, channels, places, rows, into);
    return { values: into, height, width, channels };
  }
  const columns = places.map((column) => column * channels);
  for (let y = 0, to = 0; y < height; y++) {
    const line = rows[y]! * image.width * channels;
    if (channels === 3) {
      for (let x = 0; x < width; x++, to += 3) {
        const from = line + columns[x]!;
        into[to] = values[from]!;
        into[to + 1] = values[from + 1]!;
        into[to + 2] = values[from + 2]!;
      }
      continue;
    }
    for (let x = 0; x < width; x++) {
      const from = line + columns[x]!;
      for (let channel = 0; channel < channels; channel++) into[to++] = values[from + channel]!;
    }
  }
  return { values: into, height, width, channels };
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
  into: Uint8Array,
): BytePixels {
  const filter = resizeFilters[interpolation];
  const isSameWidth = width === image.width && box.left === 0 && box.right === width;
  const isSameHeight = height === image.height && box.top === 0 && box.bottom === height;
  const rows = resizeWeights(filter, { input: image.height, output: height }, [box.top, box.bottom], true);
  let narrow = image;
  if (!isSameWidth) {
    const columns = resizeWeights(filter, { input: image.width, output: width }, [box.left, box.right], true);
    // Rows that no row of the result looks at stay as they are.
    const [first, end] = isSameHeight ? [0, height] : rowsUsed(rows);
    narrow = resizedColumns(image, width, columns, isSameHeight ? into : memoryFor(image, width), first, end);
  }
  return isSameHeight ? narrow : resizedRows(narrow, height, rows, into);
}

/** What lies between the two passes, of one image at a time. */
let between = new Uint8Array(0);
/** Larger images get memory of their own, so that one giant does not keep as much forever. */
const betweenLimit = 1 << 24;

function memoryFor({ height, channels }: BytePixels, width: number): Uint8Array {
  const length = height * width * channels;
  if (length > betweenLimit) return new Uint8Array(length);
  if (between.length < length) between = new Uint8Array(length);
  return between;
}

function rowsUsed({ first, count }: ResizeWeights): [first: number, end: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, 0];
  for (let place = 0; place < first.length; place++) {
    low = Math.min(low, first[place]!);
    high = Math.max(high, first[place]! + count[place]!);
  }
  return [low, high];
}

function resizedColumns(
  image: BytePixels,
  width: number,
  columns: ResizeWeights,
  into: Uint8Array,
  firstRow: number,
  endRow: number,
): BytePixels {
  const { height, channels } = image;
  const weights = fixedPoint(columns);
  const native = nativePixels();
  if (native !== undefined) {
    const { first, count, stride } = columns;
    native.resizeColumns(
      image.values,
      image.width,
      channels,
      firstRow,
      endRow,
      first,
      count,
      weights,
      stride,
      into,
    );
    return { values: into, height, width, channels };
  }
  const fill = channels === 3 ? colorColumns : channelColumns;
  for (let y = firstRow; y < endRow; y++) fill(image, width, columns, weights, into, y);
  return { values: into, height, width, channels };
}

function colorColumns(
  image: BytePixels,
  width: number,
  { first, count, stride }: ResizeWeights,
  weights: Int32Array,
  into: Uint8Array,
  y: number,
): void {
  const { values } = image;
  const line = y * image.width;
  let to = y * width * 3;
  for (let x = 0; x < width; x++, to += 3) {
    let red = half;
    let green = half;
    let blue = half;
    let from = (line + first[x]!) * 3;
    const weightAt = x * stride;
    const end = weightAt + count[x]!;
    for (let at = weightAt; at < end; at++, from += 3) {
      const weight = weights[at]!;
      red = (red + Math.imul(values[from]!, weight)) | 0;
      green = (green + Math.imul(values[from + 1]!, weight)) | 0;
      blue = (blue + Math.imul(values[from + 2]!, weight)) | 0;
    }
    into[to] = clipped(red);
    into[to + 1] = clipped(green);
    into[to + 2] = clipped(blue);
  }
}

function channelColumns(
  image: BytePixels,
  width: number,
  { first, count, stride }: ResizeWeights,
  weights: Int32Array,
  into: Uint8Array,
  y: number,
): void {
  const { values, channels } = image;
  const line = y * image.width;
  let to = y * width * channels;
  for (let x = 0; x < width; x++) {
    const start = (line + first[x]!) * channels;
    const weightAt = x * stride;
    for (let channel = 0; channel < channels; channel++) {
      let sum = half;
      for (let index = 0, from = start + channel; index < count[x]!; index++, from += channels) {
        sum = (sum + Math.imul(values[from]!, weights[weightAt + index]!)) | 0;
      }
      into[to++] = clipped(sum);
    }
  }
}

function resizedRows(image: BytePixels, height: number, rows: ResizeWeights, into: Uint8Array): BytePixels {
  const { values, width, channels } = image;
  const weights = fixedPoint(rows);
  const lineLength = width * channels;
  const native = nativePixels();
  if (native !== undefined) {
    const { first, count, stride } = rows;
    native.resizeRows(values, image.height, lineLength, first, count, weights, stride, into);
    return { values: into, height, width, channels };
  }
  const sums = new Int32Array(lineLength);
  for (let y = 0; y < height; y++) {
    const start = rows.first[y]! * lineLength;
    const weightAt = y * rows.stride;
    sums.fill(half);
    // Two rows at a time, so that the sums are read and written half as often.
    let index = 0;
    for (; index + 1 < rows.count[y]!; index += 2) {
      const upper = weights[weightAt + index]!;
      const lower = weights[weightAt + index + 1]!;
      const from = start + index * lineLength;
      for (let at = 0; at < lineLength; at++) {
        const withUpper = (sums[at]! + Math.imul(values[from + at]!, upper)) | 0;
        sums[at] = (withUpper + Math.imul(values[from + lineLength + at]!, lower)) | 0;
      }
    }
    if (index < rows.count[y]!) {
      const weight = weights[weightAt + index]!;
      const from = start + index * lineLength;
      for (let at = 0; at < lineLength; at++) {
        sums[at] = (sums[at]! + Math.imul(values[from + at]!, weight)) | 0;
      }
    }
    const to = y * lineLength;
    for (let at = 0; at < lineLength; at++) into[to + at] = clipped(sums[at]!);
  }
  return { values: into, height, width, channels };
}

function fixedPoint({ weights }: ResizeWeights): Int32Array {
  const whole = new Int32Array(weights.length);
  for (let at = 0; at < weights.length; at++) {
    const scaled = weights[at]! * (1 << weightBits);
    whole[at] = Math.trunc(scaled + (scaled < 0 ? -0.5 : 0.5));
  }
  return whole;
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
