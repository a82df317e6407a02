/** Other hues. Mirrors keras.layers.RandomHue. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import { type Augmentation, type ImagesShape, perImage, type Transformation } from './augmentationLayer.js';
import { ColorLayer } from './colorLayer.js';
import { hueSaturationValue, redGreenBlue } from './colorSpaces.js';
import { positive } from './positive.js';
import { shares, toRange } from './valueRange.js';

/** Arguments of `layers.randomHue`. */
export interface RandomHueArgs extends ColorArgs {
  /** How far the hue is turned either way, from 0 to 1, where 1 is half a turn of the color wheel. One number f stands for
   *  [0, f]. */
  factor: Factor;
}

/**
 * In training, turns the hues of every image by one angle of the color wheel.
 * @shape [batch, height, width, 3] → the same
 * @throws {ArgumentError} for illegal arguments, and for images that are not red, green and blue
 * @example layers.randomHue({ factor: 0.1, valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomHue(args: RandomHueArgs): Augmentation {
  return new RandomHue(args);
}

const schema = { ...colorSchema, factor: bounds(0, 1) };

class RandomHue extends ColorLayer<typeof schema> {
  static readonly className = 'RandomHue';

  constructor(args: RandomHueArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const [lower, upper] = this.settings.factor;
    const factor = this.numbers([batch], (random) => {
      const sign = random.next() > 0.5 ? -1 : 1;
      return sign * 0.5 * (lower + (upper - lower) * random.next());
    });
    return { factor };
  }

  protected override transform(images: Tensor4D, { factor }: Transformation): Tensor {
    const { valueRange } = this.settings;
    const [hue, saturation, value] = hueSaturationValue(toRange(images, valueRange, shares));
    const turned = tf.add(hue, perImage(factor!));
    const below = tf.where(positive(tf.sub(turned, 1)), tf.sub(turned, 1), turned);
    const within = tf.where(positive(tf.neg(below)), tf.add(below, 1), below);
    return toRange(tf.clipByValue(redGreenBlue(within, saturation, value), 0, 1), shares, valueRange);
  }
}
tf.serialization.registerClass(RandomHue);
