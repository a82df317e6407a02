/** Boxes of other images. Yun et al. 2019, "CutMix: Regularization Strategy to Train Strong Classifiers with Localizable
 *  Features". Mirrors keras.layers.CutMix. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional } from '../arguments.js';
import { type AugmentationArgs, augmentationSchema, bounds, type Factor } from './augmentationArguments.js';
import { type Augmentation, choose, type ImagesShape, type Transformation } from './augmentationLayer.js';
import { boxMask, extentOf } from './boxMask.js';
import { betaNumber, MixingLayer } from './mixingLayer.js';
import { takeImages } from './takeImages.js';

/** Arguments of `layers.cutMix`. */
export interface CutMixArgs extends AugmentationArgs {
  /** Bounds of the parameter of the beta distribution that the kept share comes from, from 0 to 1; drawn for every image (in
   *  Keras once a batch). One number f stands for [0, f]. Default 1. */
  factor?: Factor;
}

/**
 * In training, puts a box of another image of the batch at the same place of every image. Labels must be mixed by the share
 * of the box: `augment` does both; in a model, the layer changes the images alone.
 * @shape [batch, height, width, channels] → the same; labels [batch, classes]
 * @throws {ArgumentError} for illegal arguments
 * @example
 * const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0], 'int32'), 3);
 * const mixed = layers.cutMix().augment({ images: tf.randomUniform([4, 8, 8, 3]), labels });
 */
export function cutMix(args: CutMixArgs = {}): Augmentation {
  return new CutMix(args);
}

const schema = {
  ...augmentationSchema,
  factor: optional(bounds(0, 1), () => [0, 1] as [number, number]),
};

/** What Keras adds to the drawn parameter: a beta distribution has none of 0. */
const leastAlpha = 1e-6;

class CutMix extends MixingLayer<typeof schema> {
  static readonly className = 'CutMix';

  constructor(args: CutMixArgs) {
    super(args, schema);
  }

  protected override draw([batch, height, width]: ImagesShape): Transformation {
    const [lower, upper] = this.settings.factor;
    const kept = this.numbers([batch], (random) =>
      betaNumber(random, lower + (upper - lower) * random.next() + leastAlpha),
    );
    const side = tf.sqrt(tf.sub(1, kept));
    const place = (): Tensor => this.uniform([batch], [0, 1]);
    const [x, y] = [extentOf(side, place(), width), extentOf(side, place(), height)];
    return {
      batchMasks: boxMask(x, y, [height, width]),
      mixWeight: kept,
      permutationOrder: this.order(batch),
    };
  }

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    const { batchMasks, permutationOrder } = transformation;
    return choose(batchMasks!, takeImages(images, permutationOrder!), images);
  }

  override transformMasks(masks: Tensor4D, transformation: Transformation): Tensor {
    return this.transform(masks, transformation);
  }
}
tf.serialization.registerClass(CutMix);
