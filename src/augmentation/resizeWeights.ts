/** Which pixels of a row make each pixel of the resized row, and how much each counts. */

/** A resampling filter: its weight at a distance, and the distance from which on it is 0. */
export interface ResizeFilter {
  readonly support: number;
  weight(distance: number): number;
}

/** For every pixel of the result `count` weights from pixel `first` on. */
export interface ResizeWeights {
  readonly first: Int32Array;
  readonly count: Int32Array;
  /** `stride` weights a pixel; they sum to 1. */
  readonly weights: Float64Array;
  readonly stride: number;
}

/**
 * @param from where the part of the row that is resized begins and ends, in pixels
 * @param antialias widens the filter where the image shrinks, as Pillow always does
 */
export function resizeWeights(
  filter: ResizeFilter,
  sizes: { input: number; output: number },
  from: readonly [begin: number, end: number],
  antialias: boolean,
): ResizeWeights {
  const { input, output } = sizes;
  const [begin, end] = from;
  const scale = (end - begin) / output;
  const widening = antialias ? Math.max(scale, 1) : 1;
  const support = filter.support * widening;
  const stride = Math.ceil(support) * 2 + 1;
  const [first, count] = [new Int32Array(output), new Int32Array(output)];
  const weights = new Float64Array(output * stride);
  for (let place = 0; place < output; place++) {
    const centre = begin + (place + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - support + 0.5));
    const high = Math.min(input, Math.trunc(centre + support + 0.5));
    first[place] = low;
    count[place] = high - low;
    let sum = 0;
    for (let index = 0; index < high - low; index++) {
      const weight = filter.weight((low + index - centre + 0.5) / widening);
      weights[place * stride + index] = weight;
      sum += weight;
    }
    if (sum === 0) continue;
    for (let index = 0; index < high - low; index++) weights[place * stride + index]! /= sum;
  }
  return { first, count, weights, stride };
}
