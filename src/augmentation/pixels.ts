/** An image as plain numbers, for everything that changes images without a tensor. */

/** Numbers of one image or of several, row by row, channels last. */
export type PixelValues = Float32Array | Uint8Array;

/** One image [height, width, channels]. */
export interface Pixels {
  readonly values: PixelValues;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** An image whose values are fractions. */
export interface FloatPixels extends Pixels {
  readonly values: Float32Array;
}

/** Zeros of the same size as another image. */
export function blankLike({ height, width, channels }: Pixels): FloatPixels {
  return { values: new Float32Array(height * width * channels), height, width, channels };
}
