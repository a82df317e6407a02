/** Negatives. Mirrors keras.layers.RandomInvert. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional } from '../arguments.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  choose,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';

/** Arguments of `layers.randomInvert`. */
export interface RandomInvertArgs extends ColorArgs {
  /** The probability, between these bounds, from 0 to 1, that an image is inverted: drawn for every image, as in Keras. One
   *  number f stands for [0, f]; [1, 1] inverts every image. Default 1. */
  factor?: Factor;
}

/**
 * In training, turns some images into their negatives: the highest value minus each value.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomInvert({ factor: 0.4, valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomInvert(args: RandomInvertArgs = {}): Augmentation {
  return new RandomInvert(args);
}

const schema = { ...colorSchema, factor: optional(bounds(0, 1), () => [0, 1] as [number, number]) };

class RandomInvert extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomInvert';

  constructor(args: RandomInvertArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    return { applyInversion: this.flags(batch, this.settings.factor) };
  }

  protected override transform(images: Tensor4D, { applyInversion }: Transformation): Tensor {
    return choose(applyInversion!, tf.sub(this.settings.valueRange[1], images), images);
  }
}
tf.serialization.registerClass(RandomInvert);
