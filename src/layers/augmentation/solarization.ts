/** Images as if light had fallen on the film. Mirrors keras.layers.Solarization. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional, type Reader } from '../arguments.js';
import { type ColorArgs, colorSchema, type Factor, factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';
import { positive } from './positive.js';
import { bytes, toRange } from './valueRange.js';

/** Arguments of `layers.solarization`. */
export interface SolarizationArgs extends ColorArgs {
  /** How much is added first, as a fraction of the range, from 0 to 1. One number f stands for [0, f]. Default 0. */
  additionFactor?: Factor;
  /** From which value on values are inverted, as a fraction of the range, from 0 to 1. One number f stands for [0, f].
   *  Default 0: all values are inverted. */
  thresholdFactor?: Factor;
}

/**
 * In training, adds a number to every image and inverts the values above a threshold. As in Keras, the lower bounds of both
 * arguments count in levels of 255, the upper ones as fractions of them.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.solarization({ thresholdFactor: [0.5, 1], valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function solarization(args: SolarizationArgs = {}): Augmentation {
  return new Solarization(args);
}

const fromZero: Reader<[number, number]> = optional(
  (value, where) => {
    const given = factor(0, 1)(value, where);
    return typeof given === 'number' ? [0, given] : given;
  },
  () => [0, 0] as [number, number],
);
const schema = { ...colorSchema, additionFactor: fromZero, thresholdFactor: fromZero };

class Solarization extends AugmentationLayer<typeof schema> {
  static readonly className = 'Solarization';

  constructor(args: SolarizationArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const { additionFactor, thresholdFactor } = this.settings;
    const drawn = ([lower, upper]: [number, number]): Tensor =>
      this.uniform([batch, 1, 1, 1], [lower, upper * bytes[1]]);
    return { additions: drawn(additionFactor), thresholds: drawn(thresholdFactor) };
  }

  protected override transform(images: Tensor4D, { additions, thresholds }: Transformation): Tensor {
    const { valueRange } = this.settings;
    const brighter = tf.clipByValue(tf.add(toRange(images, valueRange, bytes), additions!), ...bytes);
    const solarized = tf.where(positive(tf.sub(thresholds!, brighter)), brighter, tf.sub(bytes[1], brighter));
    return toRange(solarized, bytes, valueRange);
  }
}
tf.serialization.registerClass(Solarization);
