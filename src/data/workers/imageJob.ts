/** What a worker is asked for and answers: plain data. */
import type { PixelValues } from '../../augmentation/pixels.js';
import type { DatasetDecodeOptions, DecodeOptions } from '../decodePixels.js';
import type { Augmentation } from '../generator/augmentation.js';
import type { Standardization } from '../generator/standardize.js';

/** Where pictures of a batch are kept, too. */
export interface SavePlace {
  folder: string;
  prefix: string;
  format: 'png' | 'jpeg';
}

export interface ImageJob {
  /** The images as files, or as values one after the other. */
  source:
    | { files: readonly string[]; decode: DecodeOptions | DatasetDecodeOptions }
    | { values: PixelValues; count: number; shape: readonly [number, number, number] };
  /** One seed an image; undefined where images are not augmented. */
  seeds: Float64Array | undefined;
  /** Undefined where images are never augmented. */
  augmentation: Augmentation | undefined;
  /** Undefined where the main thread standardizes, after a function of the user's. */
  standardization: Standardization | undefined;
  save: SavePlace | undefined;
}

/** A job and where its result is wanted. */
export interface PlacedJob extends ImageJob {
  /** Takes the images' floats, one image after the other; large enough for all of them. */
  into: SharedArrayBuffer;
}

/** What a worker answers, beside what it has written. */
export interface RenderedImages {
  /** How many numbers it has written: those of the images that could be read, one after the other. */
  length: number;
  broken: BrokenFile[];
}

/** A file that could not be read. */
export interface BrokenFile {
  /** Its place in the job. */
  place: number;
  reason: string;
}

export interface ImageBatch {
  /** The images that could be read, one after the other. */
  values: Float32Array<SharedArrayBuffer>;
  broken: BrokenFile[];
}
