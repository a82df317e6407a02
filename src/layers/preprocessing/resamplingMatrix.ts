/** Resampling of one axis as a matrix, after TensorFlow's kernels ResizeBilinear, ResizeNearestNeighbor, ResizeBicubic
 *  (all with pixel centers aligned) and ScaleAndTranslate. */

/** How values between pixels are made up. */
export type Interpolation = 'bilinear' | 'nearest' | 'bicubic' | 'lanczos3' | 'lanczos5';

/**
 * The matrix that turns `length` values into `newLength`, row by row.
 * @param antialias whether a smaller image is smoothed first, as if seen from farther away (not with `nearest`)
 */
export function resamplingMatrix(
  length: number,
  newLength: number,
  interpolation: Interpolation,
  antialias: boolean,
): Float32Array {
  const matrix = new Float32Array(length * newLength);
  const step = Math.fround(length / newLength);
  for (let row = 0; row < newLength; row++) {
    for (const [source, weight] of weights(row, length, step, interpolation, antialias)) {
      matrix[row * length + source]! += weight;
    }
  }
  return matrix;
}

type Weighted = [source: number, weight: number];

function weights(
  row: number,
  length: number,
  step: number,
  interpolation: Interpolation,
  antialias: boolean,
): Weighted[] {
  const center = Math.fround(Math.fround(row + 0.5) * step);
  if (interpolation === 'nearest') return [[Math.min(length - 1, Math.floor(center)), 1]];
  // TensorFlow has its older kernels for what can be done without smoothing, and one for all the rest.
  if (interpolation === 'bicubic' && !antialias) return bicubicWeights(center - 0.5, length);
  const { radius, kernel } = kernels[interpolation];
  const scale = antialias ? Math.max(step, 1) : 1;
  const clamp = (index: number): number => Math.min(length - 1, Math.max(0, index));
  const first = clamp(Math.ceil(center - radius * scale - 0.5));
  const last = clamp(Math.floor(center + radius * scale - 0.5));
  return normalized(
    Array.from({ length: last - first + 1 }, (_, index) => {
      const source = first + index;
      return [source, kernel((source + 0.5 - center) / scale)];
    }),
  );
}

/** Keys 1981, "Cubic Convolution Interpolation for Digital Image Processing": a = −½. TensorFlow looks the cubic up in a
 *  table of 1,024 steps, and so do we. */
function bicubicWeights(position: number, length: number): Weighted[] {
  const before = Math.floor(position);
  const offset = roundHalfEven(Math.fround(position - before) * tableSize) / tableSize;
  const neighbors: Weighted[] = [-1, 0, 1, 2].map((index) => [before + index, keysCubic(index - offset)]);
  return normalized(neighbors.filter(([source]) => source >= 0 && source < length));
}

const tableSize = 1024;

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

const kernels: Record<
  Exclude<Interpolation, 'nearest'>,
  { radius: number; kernel: (x: number) => number }
> = {
  bilinear: { radius: 1, kernel: (x) => Math.max(0, 1 - Math.abs(x)) },
  bicubic: { radius: 2, kernel: keysCubic },
  lanczos3: { radius: 3, kernel: (x) => lanczos(x, 3) },
  lanczos5: { radius: 5, kernel: (x) => lanczos(x, 5) },
};

function keysCubic(at: number): number {
  const x = Math.abs(at);
  if (x >= 2) return 0;
  return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
}

/** A sinc under a wider sinc. */
function lanczos(at: number, radius: number): number {
  const x = Math.abs(at);
  if (x > radius) return 0;
  if (x <= 1e-3) return 1;
  return (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
}

function normalized(list: Weighted[]): Weighted[] {
  const sum = list.reduce((total, [, weight]) => total + weight, 0);
  return sum === 0 ? list : list.map(([source, weight]) => [source, weight / sum]);
}
