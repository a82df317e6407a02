/** Paler colors. Mirrors keras.layers.RandomColorDegeneration. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { ColorLayer } from './colorLayer.js';
import { gray } from './colorSpaces.js';

/** Arguments of `layers.randomColorDegeneration`. */
export interface RandomColorDegenerationArgs extends ColorArgs {
  /** How much of the way to gray, from 0 to 1; what is negative, down to −1, makes colors stronger. One number f stands for
   *  [−f, f], as in Keras. */
  factor: Factor;
}

/**
 * In training, moves the colors of every image towards its gray, and cuts them at `valueRange`.
 * @shape [batch, height, width, 3] → the same
 * @throws {ArgumentError} for illegal arguments, and for images that are not red, green and blue
 * @example layers.randomColorDegeneration({ factor: [0, 0.5], valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomColorDegeneration(args: RandomColorDegenerationArgs): Augmentation {
  return new RandomColorDegeneration(args);
}

const schema = { ...colorSchema, factor: bounds(-1, 1) };

class RandomColorDegeneration extends ColorLayer<typeof schema> {
  static readonly className = 'RandomColorDegeneration';

  constructor(args: RandomColorDegenerationArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    return { factor: this.uniform([batch, 1, 1, 1], this.settings.factor) };
  }

  protected override transform(images: Tensor4D, { factor }: Transformation): Tensor {
    const paler = tf.add(images, tf.mul(factor!, tf.sub(gray(images), images)));
    return tf.clipByValue(paler, ...this.settings.valueRange);
  }
}
tf.serialization.registerClass(RandomColorDegeneration);
