/** Blended images. Zhang et al. 2018, "mixup: Beyond Empirical Risk Minimization". Mirrors keras.layers.MixUp. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional, positive } from '../arguments.js';
import { type AugmentationArgs, augmentationSchema } from './augmentationArguments.js';
import { type Augmentation, type ImagesShape, perImage, type Transformation } from './augmentationLayer.js';
import { betaNumber, MixingLayer } from './mixingLayer.js';
import { takeImages } from './takeImages.js';

/** Arguments of `layers.mixUp`. */
export interface MixUpArgs extends AugmentationArgs {
  /** Of the beta distribution that weights come from: the smaller, the more images stay nearly as they are. Default 0.2. */
  alpha?: number;
}

/**
 * In training, blends every image with another one of the batch. Labels must be blended with it: `augment` does both; in a
 * model, the layer changes the images alone.
 * @shape [batch, height, width, channels] → the same; labels [batch, classes]
 * @throws {ArgumentError} for illegal arguments
 * @example
 * const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0], 'int32'), 3);
 * const mixed = layers.mixUp({ alpha: 0.4 }).augment({ images: tf.randomUniform([4, 8, 8, 3]), labels });
 */
export function mixUp(args: MixUpArgs = {}): Augmentation {
  return new MixUp(args);
}

const schema = { ...augmentationSchema, alpha: optional(positive, 0.2) };

class MixUp extends MixingLayer<typeof schema> {
  static readonly className = 'MixUp';

  constructor(args: MixUpArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    return {
      mixWeight: this.numbers([batch], (random) => betaNumber(random, this.settings.alpha)),
      permutationOrder: this.order(batch),
    };
  }

  protected override transform(images: Tensor4D, { mixWeight, permutationOrder }: Transformation): Tensor {
    const weight = perImage(mixWeight!);
    const others = takeImages(images, permutationOrder!);
    return tf.add(tf.mul(images, weight), tf.mul(others, tf.sub(1, weight)));
  }

  /** Classes are not blended: each pixel has that of the image that counts more. */
  override transformMasks(masks: Tensor4D, { mixWeight, permutationOrder }: Transformation): Tensor {
    const isOwn = tf.greaterEqual(perImage(mixWeight!), 0.5);
    return tf.where(isOwn, masks, takeImages(masks, permutationOrder!));
  }
}
tf.serialization.registerClass(MixUp);
