/** Brighter and darker images. Mirrors keras.layers.RandomBrightness. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';

/** Arguments of `layers.randomBrightness`. */
export interface RandomBrightnessArgs extends ColorArgs {
  /** How much is added, as a fraction of the range of values, from −1 to 1. One number f stands for [−f, f]. */
  factor: Factor;
}

/**
 * In training, adds one number to all values of an image, and cuts them at `valueRange`.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomBrightness({ factor: 0.2, valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomBrightness(args: RandomBrightnessArgs): Augmentation {
  return new RandomBrightness(args);
}

const schema = { ...colorSchema, factor: bounds(-1, 1) };

class RandomBrightness extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomBrightness';

  constructor(args: RandomBrightnessArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const { factor, valueRange } = this.settings;
    const range = valueRange[1] - valueRange[0];
    return { rgbDelta: this.uniform([batch, 1, 1, 1], [factor[0] * range, factor[1] * range]) };
  }

  protected override transform(images: Tensor4D, { rgbDelta }: Transformation): Tensor {
    return tf.clipByValue(tf.add(images, rgbDelta!), ...this.settings.valueRange);
  }
}
tf.serialization.registerClass(RandomBrightness);
