/** TensorFlow's ImageProjectiveTransformV3 on numbers, and its transpose, which is its exact gradient. */
import type { FillMode, GeometricInterpolation } from './augmentationArguments.js';

/** The sizes of a resampling. */
export interface ResamplePlan {
  batch: number;
  channels: number;
  /** Of the input, in pixels. */
  from: readonly [height: number, width: number];
  /** Of the output, in pixels. */
  to: readonly [height: number, width: number];
  fillMode: FillMode;
  fillValue: number;
  interpolation: GeometricInterpolation;
}

/**
 * An output pixel (x, y) is the input at ((a0·x + a1·y + a2) / k, (b0·x + b1·y + b2) / k), k = c0·x + c1·y + 1.
 * @param images [batch, height, width, channels]
 * @param transforms [batch or 1, 8]: a0, a1, a2, b0, b1, b2, c0, c1
 */
export function resample(images: Float32Array, transforms: Float32Array, plan: ResamplePlan): Float32Array {
  const { batch, channels, from, to, fillValue } = plan;
  const output = new Float32Array(batch * to[0] * to[1] * channels);
  visit(transforms, plan, (outputAt, weight, image, row, column) => {
    const isInside = row >= 0 && row < from[0] && column >= 0 && column < from[1];
    const inputAt = ((image * from[0] + row) * from[1] + column) * channels;
    for (let channel = 0; channel < channels; channel++) {
      output[outputAt + channel]! += weight * (isInside ? images[inputAt + channel]! : fillValue);
    }
  });
  return output;
}

/** The gradient with respect to the images, from the gradient with respect to the output. */
export function resampleGradient(
  upstream: Float32Array,
  transforms: Float32Array,
  plan: ResamplePlan,
): Float32Array {
  const { batch, channels, from } = plan;
  const gradient = new Float32Array(batch * from[0] * from[1] * channels);
  visit(transforms, plan, (outputAt, weight, image, row, column) => {
    if (row < 0 || row >= from[0] || column < 0 || column >= from[1]) return;
    const inputAt = ((image * from[0] + row) * from[1] + column) * channels;
    for (let channel = 0; channel < channels; channel++) {
      gradient[inputAt + channel]! += weight * upstream[outputAt + channel]!;
    }
  });
  return gradient;
}

type Visitor = (outputAt: number, weight: number, image: number, row: number, column: number) => void;

/** Goes through all pixels of the input that count for each pixel of the output; those outside count as filled. */
function visit(transforms: Float32Array, plan: ResamplePlan, tell: Visitor): void {
  const { batch, channels, from, to, fillMode, interpolation } = plan;
  const isShared = transforms.length === 8;
  const outside = -2;
  for (let image = 0; image < batch; image++) {
    const [a0, a1, a2, b0, b1, b2, c0, c1] = transforms.subarray(
      isShared ? 0 : image * 8,
    ) as never as number[];
    for (let y = 0; y < to[0]; y++) {
      for (let x = 0; x < to[1]; x++) {
        const outputAt = ((image * to[0] + y) * to[1] + x) * channels;
        const k = Math.fround(c0! * x + c1! * y + 1);
        if (k === 0) {
          tell(outputAt, 1, image, outside, outside);
          continue;
        }
        const column = mapped[fillMode](Math.fround((a0! * x + a1! * y + a2!) / k), from[1]);
        const row = mapped[fillMode](Math.fround((b0! * x + b1! * y + b2!) / k), from[0]);
        if (interpolation === 'nearest') {
          tell(outputAt, 1, image, rounded(row), rounded(column));
          continue;
        }
        const [top, left] = [Math.floor(row), Math.floor(column)];
        const [down, right] = [row - top, column - left];
        tell(outputAt, (1 - down) * (1 - right), image, top, left);
        tell(outputAt, (1 - down) * right, image, top, left + 1);
        tell(outputAt, down * (1 - right), image, top + 1, left);
        tell(outputAt, down * right, image, top + 1, left + 1);
      }
    }
  }
}

/** Halves away from zero, as C++ rounds. */
function rounded(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value);
}

/** Where a coordinate lies after filling, as TensorFlow computes it. */
const mapped: Record<FillMode, (at: number, length: number) => number> = {
  constant: (at) => at,
  nearest: clamped,
  reflect(at, length) {
    if (length <= 1) return 0;
    const period = 2 * length;
    if (at < 0) {
      const near = at < period ? period * Math.trunc(-at / period) + at : at;
      return clamped(near < -length ? near + period : -near - 1, length);
    }
    if (at <= length - 1) return at;
    const near = at - period * Math.trunc(at / period);
    return clamped(near >= length ? period - near - 1 : near, length);
  },
  wrap(at, length) {
    if (length <= 1) return 0;
    const last = length - 1;
    if (at < 0) return clamped(at + length * (Math.trunc(-at / last) + 1), length);
    return at > last ? clamped(at - length * Math.trunc(at / last), length) : at;
  },
};

function clamped(at: number, length: number): number {
  return Math.min(Math.max(at, 0), length - 1);
}
