/** Images without color. Mirrors keras.layers.RandomGrayscale. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { number, optional } from '../arguments.js';
import { type AugmentationArgs, augmentationSchema } from './augmentationArguments.js';
import { type Augmentation, choose, type ImagesShape, type Transformation } from './augmentationLayer.js';
import { ColorLayer } from './colorLayer.js';
import { gray } from './colorSpaces.js';

/** Arguments of `layers.randomGrayscale`. */
export interface RandomGrayscaleArgs extends AugmentationArgs {
  /** The probability that an image loses its color, from 0 to 1. Default 0.5. */
  factor?: number;
}

/**
 * In training, replaces some images by their brightness, three times over.
 * @shape [batch, height, width, 3] → the same
 * @throws {ArgumentError} for illegal arguments, and for images that are not red, green and blue
 * @example layers.randomGrayscale({ factor: 0.2, inputShape: [32, 32, 3] });
 */
export function randomGrayscale(args: RandomGrayscaleArgs = {}): Augmentation {
  return new RandomGrayscale(args);
}

const schema = { ...augmentationSchema, factor: optional(number(0, 1), 0.5) };

class RandomGrayscale extends ColorLayer<typeof schema> {
  static readonly className = 'RandomGrayscale';

  constructor(args: RandomGrayscaleArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    return { apply: this.flags(batch, [this.settings.factor, this.settings.factor]) };
  }

  protected override transform(images: Tensor4D, { apply }: Transformation): Tensor {
    return choose(apply!, tf.tile(gray(images), [1, 1, 1, 3]), images);
  }
}
tf.serialization.registerClass(RandomGrayscale);
