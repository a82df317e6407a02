/** Fewer colors. Mirrors keras.layers.RandomPosterization. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { complaint, type Reader } from '../arguments.js';
import { type ColorArgs, colorSchema, factor as factorFrom } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  perImage,
  type Transformation,
} from './augmentationLayer.js';
import { bytes, toRange } from './valueRange.js';

/** Arguments of `layers.randomPosterization`. */
export interface RandomPosterizationArgs extends ColorArgs {
  /** How many bits are kept, whole numbers from 1 to 8: at least the first, fewer than the second, or both if they are the
   *  same. One number f stands for [1, f]. */
  factor: number | readonly [least: number, below: number];
}

/**
 * In training, keeps only the highest bits of every value, their number drawn for every image.
 * No gradient passes: the derivative is 0 almost everywhere.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomPosterization({ factor: [3, 6], valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomPosterization(args: RandomPosterizationArgs): Augmentation {
  return new RandomPosterization(args);
}

const bitsOfByte = 8;

const bits: Reader<[number, number]> = (value, where) => {
  const given = factorFrom(1, bitsOfByte)(value, where);
  const pair: [number, number] = typeof given === 'number' ? [1, given] : given;
  if (pair.every(Number.isInteger)) return pair;
  throw complaint(where, 'whole numbers from 1 to 8', value);
};
const schema = { ...colorSchema, factor: bits };

class RandomPosterization extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomPosterization';

  constructor(args: RandomPosterizationArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const [least, below] = this.settings.factor;
    const kept = (drawn: number): number => least + drawn;
    return {
      shiftFactor: this.numbers([batch], (random) =>
        least === below ? bitsOfByte - least : bitsOfByte - kept(random.nextInteger(below - least)),
      ),
    };
  }

  protected override transform(images: Tensor4D, { shiftFactor }: Transformation): Tensor {
    const { valueRange } = this.settings;
    const step = tf.round(tf.pow(2, perImage(tf.cast(shiftFactor!, 'float32'))));
    const whole = tf.floor(toRange(images, valueRange, bytes));
    return toRange(tf.mul(tf.floor(tf.div(whole, step)), step), bytes, valueRange);
  }
}
tf.serialization.registerClass(RandomPosterization);
