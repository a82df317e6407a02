/** Stronger or paler colors. Mirrors keras.layers.RandomSaturation. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import { type Augmentation, type ImagesShape, perImage, type Transformation } from './augmentationLayer.js';
import { ColorLayer } from './colorLayer.js';
import { hueSaturationValue, redGreenBlue } from './colorSpaces.js';

/** Arguments of `layers.randomSaturation`. */
export interface RandomSaturationArgs extends ColorArgs {
  /** From 0 (gray) over 0.5 (as it is) towards 1: the saturation is multiplied by f / (1 − f). One number f stands for
   *  [−f, f], where what is negative gives gray, as in Keras. */
  factor: Factor;
}

/**
 * In training, multiplies the saturation of every image by a number of its own. As in Keras the product is cut at
 * `valueRange`, not at 1: with values up to 255, much above 0.5 gives colors that do not exist.
 * @shape [batch, height, width, 3] → the same
 * @throws {ArgumentError} for illegal arguments, and for images that are not red, green and blue
 * @example layers.randomSaturation({ factor: [0.4, 0.6], valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomSaturation(args: RandomSaturationArgs): Augmentation {
  return new RandomSaturation(args);
}

/** Keras's `backend.epsilon()`. */
const epsilon = 1e-7;
const schema = { ...colorSchema, factor: bounds(-1, 1) };

class RandomSaturation extends ColorLayer<typeof schema> {
  static readonly className = 'RandomSaturation';

  constructor(args: RandomSaturationArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const drawn = this.uniform([batch], this.settings.factor);
    return { factor: tf.div(drawn, tf.sub(1 + epsilon, drawn)) };
  }

  protected override transform(images: Tensor4D, { factor }: Transformation): Tensor {
    const [hue, saturation, value] = hueSaturationValue(images);
    const changed = tf.clipByValue(tf.mul(saturation, perImage(factor!)), ...this.settings.valueRange);
    return redGreenBlue(hue, changed, value);
  }
}
tf.serialization.registerClass(RandomSaturation);
