/** Images and labels as plain bytes, before anything is a tensor. */

/** [height, width, channels]. */
export type ImageShape = readonly [height: number, width: number, channels: number];

export interface ImageBytes {
  /** length × height × width × channels, one byte a value, row by row. */
  images: Uint8Array;
  /** One class index an image. */
  labels: Uint8Array | Int32Array;
}
