/** Boxes of noise over parts of the images. Zhong et al. 2020, "Random Erasing Data Augmentation"; with one value in the
 *  boxes, Cutout (DeVries & Taylor 2017). Mirrors keras.layers.RandomErasing. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { randomTensor, tf } from '../../engine/index.js';
import { complaint, nullable, optional, type Reader } from '../arguments.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  choose,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';
import { boxMask, extentOf } from './boxMask.js';

/** Arguments of `layers.randomErasing`. */
export interface RandomErasingArgs extends ColorArgs {
  /** The probability, between these bounds, from 0 to 1, that a part of an image is erased: drawn for every image, as in
   *  Keras. One number f stands for [0, f]; [1, 1] erases in every image. Default 1. */
  factor?: Factor;
  /** What share of the image is erased, from 0 to 1; the square root of one draw for each side. One number s stands for
   *  [0, s]. Default [0.02, 0.33]. */
  scale?: Factor;
  /** What stands in the box: one value, or one for each of three channels. Default: noise. */
  fillValue?: number | readonly [number, number, number] | null;
}

/**
 * In training, fills a random box of some images.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments, and for a list that does not fit the channels
 * @example layers.randomErasing({ factor: [0.5, 0.5], fillValue: 0, valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomErasing(args: RandomErasingArgs = {}): Augmentation {
  return new RandomErasing(args);
}

const fill: Reader<number | number[]> = (value, where) => {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (Array.isArray(value) && value.length === 3 && value.every(Number.isFinite))
    return [...value] as number[];
  throw complaint(where, 'a number or a list of three', value);
};
const schema = {
  ...colorSchema,
  factor: optional(bounds(0, 1), () => [0, 1] as [number, number]),
  scale: optional(bounds(0, 1), () => [0.02, 0.33] as [number, number]),
  fillValue: nullable(fill),
};

class RandomErasing extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomErasing';

  constructor(args: RandomErasingArgs) {
    super(args, schema);
  }

  protected override requireLast(shape: (number | null)[]): void {
    const { fillValue } = this.settings;
    if (!Array.isArray(fillValue) || shape[3] === null || shape[3] === 3) return;
    throw complaint(`${this.label}: fillValue`, `one number for images of ${shape[3]} channels`, fillValue);
  }

  protected override draw(shape: ImagesShape): Transformation {
    const [batch, height, width] = shape;
    const { scale, factor } = this.settings;
    const extent = (length: number) =>
      extentOf(tf.sqrt(this.uniform([batch], scale)), this.uniform([batch], [0, 1]), length);
    const [x, y] = [extent(width), extent(height)];
    return {
      batchMasks: boxMask(x, y, [height, width]),
      applyErasing: this.flags(batch, factor),
      fillValue: this.filling(shape),
    };
  }

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    const { batchMasks, applyErasing, fillValue } = transformation;
    return choose(applyErasing!, choose(batchMasks!, fillValue!, images), images);
  }

  private filling(shape: ImagesShape): Tensor {
    const { fillValue, valueRange } = this.settings;
    if (fillValue !== null) {
      const values = [fillValue].flat();
      return tf.clipByValue(tf.tensor4d(values, [1, 1, 1, values.length]), ...valueRange);
    }
    const noise = randomTensor('normal', shape, () => this.nextSeed());
    return tf.clipByValue(tf.mul(noise, valueRange[1]), ...valueRange);
  }
}
tf.serialization.registerClass(RandomErasing);
