/** Shifted images. Mirrors keras.layers.RandomTranslation. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import {
  boundsOf,
  type Factor,
  factor,
  type GeometricArgs,
  geometricSchema,
} from './augmentationArguments.js';
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { ProjectiveLayer, projectionRows } from './projectiveLayer.js';

/** Arguments of `layers.randomTranslation`. */
export interface RandomTranslationArgs extends GeometricArgs {
  /** How far down, as a fraction of the height, from −1 to 1. One number f stands for [−f, f]. */
  heightFactor: Factor;
  /** How far to the right, as a fraction of the width. */
  widthFactor: Factor;
}

/**
 * In training, shifts every image down and to the right by fractions of its own, also of pixels.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1, inputShape: [32, 32, 3] });
 */
export function randomTranslation(args: RandomTranslationArgs): Augmentation {
  return new RandomTranslation(args);
}

const schema = { ...geometricSchema, heightFactor: factor(-1, 1), widthFactor: factor(-1, 1) };

class RandomTranslation extends ProjectiveLayer<typeof schema> {
  static readonly className = 'RandomTranslation';

  constructor(args: RandomTranslationArgs) {
    super(args, schema);
  }

  protected override draw([batch, height, width]: ImagesShape): Transformation {
    const { heightFactor, widthFactor } = this.settings;
    const down = tf.mul(this.uniform([batch, 1], boundsOf(heightFactor)), height);
    const right = tf.mul(this.uniform([batch, 1], boundsOf(widthFactor)), width);
    return { translations: tf.concat([right, down], 1) };
  }

  protected override projections({ translations }: Transformation, [batch]: ImagesShape): Tensor {
    const [right, down] = tf.split(tf.neg(translations!), 2, 1) as [Tensor, Tensor];
    return projectionRows(batch, [1, 0, right, 0, 1, down, 0, 0]);
  }
}
tf.serialization.registerClass(RandomTranslation);
