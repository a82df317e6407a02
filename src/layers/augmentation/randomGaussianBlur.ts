/** Blurred images. Mirrors keras.layers.RandomGaussianBlur. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { lengths, optional } from '../arguments.js';
import { depthwiseConvolve } from '../convolution/depthwiseConvolve.js';
import { bounds, type ColorArgs, colorSchema, type Factor } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  choose,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';

/** Arguments of `layers.randomGaussianBlur`. */
export interface RandomGaussianBlurArgs extends ColorArgs {
  /** The probability, between these bounds, from 0 to 1, that an image is blurred: drawn for every image, as in Keras. One
   *  number f stands for [0, f]; [1, 1] blurs every image. Default 1. */
  factor?: Factor;
  /** The size of the blur's window, in pixels. Default 3. */
  kernelSize?: number | readonly [height: number, width: number];
  /** The blur's standard deviation in pixels, from 0 to any; across and down are drawn for the whole batch. One number s
   *  stands for [0, s]. Default 1. */
  sigma?: Factor;
}

/**
 * In training, blurs some images. Outside of the image lie zeros, so that borders get darker, as in Keras.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomGaussianBlur({ factor: 0.5, kernelSize: 5, sigma: [0.5, 1.5], inputShape: [32, 32, 3] });
 */
export function randomGaussianBlur(args: RandomGaussianBlurArgs = {}): Augmentation {
  return new RandomGaussianBlur(args);
}

const schema = {
  ...colorSchema,
  factor: optional(bounds(0, 1), () => [0, 1] as [number, number]),
  kernelSize: optional(lengths(2), () => [3, 3]),
  sigma: optional(bounds(0, Number.MAX_VALUE), () => [0, 1] as [number, number]),
};

/** What Keras adds to every drawn deviation: nothing can be divided by 0. */
const leastSigma = 1e-6;

class RandomGaussianBlur extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomGaussianBlur';

  constructor(args: RandomGaussianBlurArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const { factor, sigma } = this.settings;
    return {
      shouldApplyBlur: this.flags(batch, factor),
      blurFactor: tf.add(this.uniform([2], sigma), leastSigma),
    };
  }

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    const { shouldApplyBlur, blurFactor } = transformation;
    const { kernelSize, valueRange } = this.settings;
    const [first, second] = tf.split(blurFactor!, 2) as [Tensor, Tensor];
    // As Keras has it: the first size and the first deviation go together, the outer product turns them.
    const kernel = tf.matMul(
      tf.reshape(bell(kernelSize[1]!, second), [-1, 1]),
      tf.reshape(bell(kernelSize[0]!, first), [1, -1]),
    );
    const shaped = tf.reshape(kernel, [kernelSize[0]!, kernelSize[1]!, 1, 1]);
    const blurred = depthwiseConvolve(images, tf.tile(shaped, [1, 1, images.shape[3], 1]), {
      strides: [1, 1],
      padding: 'same',
    });
    return tf.clipByValue(choose(shouldApplyBlur!, blurred, images), ...valueRange);
  }
}
tf.serialization.registerClass(RandomGaussianBlur);

/** A Gaussian's values at whole pixels, which sum to 1: [size]. */
function bell(size: number, sigma: Tensor): Tensor {
  const places = tf.tensor1d(Array.from({ length: size }, (_, place) => place - (size - 1) / 2));
  const heights = tf.exp(tf.mul(tf.square(tf.div(places, sigma)), -0.5));
  return tf.div(heights, tf.sum(heights));
}
