/** Resizing as tf.image.resize does it: half-pixel centres, fractions kept, no antialiasing unless it is asked for. */
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

/** Columns first, then rows, in double precision. */
function weighted(image: Pixels, rows: ResizeWeights, columns: ResizeWeights): FloatPixels {
  const { values, channels } = image;
  const [height, width] = [rows.first.length, columns.first.length];
  const narrow = new Float64Array(image.height * width * channels);
  for (let y = 0; y < image.height; y++) {
    for (let x = 0; x < width; x++) {
      const to = (y * width + x) * channels;
      for (let index = 0; index < columns.count[x]!; index++) {
        const weight = columns.weights[x * columns.stride + index]!;
        const from = (y * image.width + columns.first[x]! + index) * channels;
        for (let channel = 0; channel < channels; channel++) {
          narrow[to + channel]! += weight * values[from + channel]!;
        }
      }
    }
  }
  const lineLength = width * channels;
  const result = new Float64Array(height * lineLength);
  for (let y = 0; y < height; y++) {
    for (let index = 0; index < rows.count[y]!; index++) {
      const weight = rows.weights[y * rows.stride + index]!;
      const from = (rows.first[y]! + index) * lineLength;
      for (let at = 0; at < lineLength; at++) result[y * lineLength + at]! += weight * narrow[from + at]!;
    }
  }
  return { values: Float32Array.from(result), height, width, channels };
}
