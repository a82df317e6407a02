/** Sharper and softer images. Mirrors keras.layers.RandomSharpness. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { depthwiseConvolve } from '../convolution/depthwiseConvolve.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  perImage,
  type Transformation,
} from './augmentationLayer.js';

/** Arguments of `layers.randomSharpness`. */
export interface RandomSharpnessArgs extends ColorArgs {
  /** From 0 (soft) over 0.5 (as it is) to 1 (sharp). One number f stands for [0, f]. */
  factor: Factor;
}

/**
 * In training, moves every image away from its smoothed copy or towards it, and cuts the values at `valueRange`. Outside of
 * the image lie zeros, as in Keras.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomSharpness({ factor: [0.3, 0.7], valueRange: [0, 1], inputShape: [32, 32, 3] });
 */
export function randomSharpness(args: RandomSharpnessArgs): Augmentation {
  return new RandomSharpness(args);
}

const schema = { ...colorSchema, factor: bounds(0, 1) };

/** Pillow's smoothing: the middle counts five times. */
const smoothing = [1, 1, 1, 1, 5, 1, 1, 1, 1].map((weight) => weight / 13);

class RandomSharpness extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomSharpness';

  constructor(args: RandomSharpnessArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    return { factor: this.uniform([batch], this.settings.factor) };
  }

  protected override transform(images: Tensor4D, { factor }: Transformation): Tensor {
    const kernel = tf.tile(tf.tensor4d(smoothing, [3, 3, 1, 1]), [1, 1, images.shape[3], 1]);
    const smooth = depthwiseConvolve(images, kernel, { strides: [1, 1], padding: 'same' });
    const softness = tf.sub(1, tf.mul(perImage(factor!), 2));
    const changed = tf.add(images, tf.mul(softness, tf.sub(smooth, images)));
    return tf.clipByValue(changed, ...this.settings.valueRange);
  }
}
tf.serialization.registerClass(RandomSharpness);
