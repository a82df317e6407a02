/** Resizing as tf.image.resize does it: half-pixel centres, fractions kept, no antialiasing unless it is asked for. */
import { nativePixels } from './nativePixels.js';
import type { FloatPixels, Pixels } from './pixels.js';
import { resizeFilters } from './resizeFilters.js';
import { type ResizeWeights, resizeWeights } from './resizeWeights.js';

/** How `tensorflowResize` treats sizes of another shape. */
export interface TensorflowResizeOptions {
  interpolation?: 'nearest' | 'bilinear' | 'bicubic';
  antialias?: boolean;
}

/**
 * @shape image [height, width, channels] → [size[0], size[1], channels]
 */
export function tensorflowResize(
  image: Pixels,
  [height, width]: readonly [height: number, width: number],
  { interpolation = 'bilinear', antialias = false }: TensorflowResizeOptions = {},
): FloatPixels {
  const weightsOf = (input: number, output: number): ResizeWeights =>
    interpolation === 'nearest'
      ? nearestWeights(input, output)
      : resizeWeights(resizeFilters[interpolation], { input, output }, [0, input], antialias);
  return weighted(image, weightsOf(image.height, height), weightsOf(image.width, width));
}

function nearestWeights(input: number, output: number): ResizeWeights {
  const first = Int32Array.from({ length: output }, (_, place) =>
    Math.min(input - 1, Math.floor(((place + 0.5) * input) / output)),
  );
  const count = new Int32Array(output).fill(1);
  return { first, count, weights: new Float64Array(output).fill(1), stride: 1 };
}

/** Columns first, then rows, in double precision; of the image's rows only those that some row of the result takes. */
function weighted(image: Pixels, rows: ResizeWeights, columns: ResizeWeights): FloatPixels {
  const { values, channels } = image;
  const [height, width] = [rows.first.length, columns.first.length];
  const [lineLength, imageLineLength] = [width * channels, image.width * channels];
  const result = new Float32Array(height * lineLength);
  const native = values instanceof Uint8Array ? nativePixels() : undefined;
  if (native !== undefined) {
    const of = (sides: ResizeWeights) => [sides.first, sides.count, sides.weights, sides.stride] as const;
    native.resizeFractions(
      values as Uint8Array,
      image.height,
      image.width,
      channels,
      ...of(rows),
      ...of(columns),
      result,
    );
    return { values: result, height, width, channels };
  }
  // Rows that were made narrow, as many as one row of the result takes: they are taken in order.
  const narrow = Array.from({ length: rows.stride }, () => new Float64Array(lineLength));
  let narrowed = 0;
  const sums = new Float64Array(lineLength);
  for (let y = 0; y < height; y++) {
    const first = rows.first[y]!;
    const end = first + rows.count[y]!;
    sums.fill(0);
    for (let row = first; row < end; row++) {
      const line = narrow[row % rows.stride]!;
      if (row >= narrowed) {
        narrowLine(values, row * imageLineLength, columns, channels, line);
        narrowed = row + 1;
      }
      const weight = rows.weights[y * rows.stride + row - first]!;
      for (let at = 0; at < lineLength; at++) sums[at]! += weight * line[at]!;
    }
    result.set(sums, y * lineLength);
  }
  return { values: result, height, width, channels };
}

function narrowLine(
  values: Pixels['values'],
  start: number,
  { first, count, weights, stride }: ResizeWeights,
  channels: number,
  into: Float64Array,
): void {
  for (let x = 0, to = 0; x < first.length; x++, to += channels) {
    const from = start + first[x]! * channels;
    for (let channel = 0; channel < channels; channel++) {
      let sum = 0;
      for (let index = 0; index < count[x]!; index++)
        sum += weights[x * stride + index]! * values[from + index * channels + channel]!;
      into[to + channel] = sum;
    }
  }
}
