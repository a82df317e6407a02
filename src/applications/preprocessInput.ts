/** Images as the published networks saw them in training. Mirrors keras.applications.imagenet_utils.preprocess_input. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';

/** `caffe`: VGG, ResNet. `tf`: MobileNet, Inception, ResNetV2. `torch`: DenseNet. */
export type PreprocessMode = 'caffe' | 'tf' | 'torch';

/** ImageNet's means: blue, green, red in 0 … 255; red, green, blue in 0 … 1. */
const bgrMeans = [103.939, 116.779, 123.68];
const rgbMeans = [0.485, 0.456, 0.406];
const rgbDeviations = [0.229, 0.224, 0.225];

/**
 * `caffe`: blue, green, red, minus ImageNet's means. `tf`: to −1 … 1. `torch`: to 0 … 1, then ImageNet's mean and
 * standard deviation of each channel. The caller disposes the result; the images stay theirs.
 * @shape images [batch, height, width, 3] or [height, width, 3], red, green, blue in 0 … 255 → the same
 * @throws {ArgumentError} for another mode, or images without three channels
 * @example applications.preprocessInput(tf.zeros([1, 224, 224, 3]), 'caffe') // −103.939, −116.779, −123.68
 */
export function preprocessInput(images: Tensor, mode: PreprocessMode): Tensor {
  if (images.shape.at(-1) !== 3) {
    throw new ArgumentError(
      `preprocessInput: images of three channels are expected; received [${images.shape.join(', ')}].`,
    );
  }
  return tf.tidy(() => {
    const x = tf.cast(images, 'float32');
    switch (mode) {
      case 'caffe':
        return tf.sub(tf.reverse(x, -1), tf.tensor1d(bgrMeans));
      case 'tf':
        return tf.sub(tf.div(x, 127.5), 1);
      case 'torch':
        return tf.div(tf.sub(tf.div(x, 255), tf.tensor1d(rgbMeans)), tf.tensor1d(rgbDeviations));
      default:
        throw new ArgumentError(
          `preprocessInput: mode must be 'caffe', 'tf' or 'torch'; received ${JSON.stringify(mode)}.`,
        );
    }
  });
}
