/** More or less contrast. Mirrors keras.layers.RandomContrast. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';

/** Arguments of `layers.randomContrast`. */
export interface RandomContrastArgs extends ColorArgs {
  /** From 0 to 1: with [a, b], the contrast is multiplied by a number from 1 − a to 1 + b. One number f stands, as in
   *  Keras, for [0, f]: only more contrast; [f, f] gives both. */
  factor: Factor;
}

/**
 * In training, spreads the values of every image about the mean of each of its channels, and cuts them at `valueRange`.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomContrast({ factor: [0.2, 0.2], valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomContrast(args: RandomContrastArgs): Augmentation {
  return new RandomContrast(args);
}

const schema = { ...colorSchema, factor: bounds(0, 1) };

class RandomContrast extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomContrast';

  constructor(args: RandomContrastArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const [less, more] = this.settings.factor;
    return { contrastFactor: this.uniform([batch, 1, 1, 1], [1 - less, 1 + more]) };
  }

  protected override transform(images: Tensor4D, { contrastFactor }: Transformation): Tensor {
    const mean = tf.mean(images, [1, 2], true);
    const spread = tf.add(tf.mul(tf.sub(images, mean), contrastFactor!), mean);
    return tf.clipByValue(spread, ...this.settings.valueRange);
  }
}
tf.serialization.registerClass(RandomContrast);
