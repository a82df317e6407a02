/** Images seen at an angle. Mirrors keras.layers.RandomPerspective. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { number, optional } from '../arguments.js';
import {
  type AugmentationArgs,
  augmentationSchema,
  bounds,
  type Factor,
  type GeometricInterpolation,
  interpolation,
} from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  choose,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';
import { homography } from './homography.js';
import { moveBoxes } from './moveBoxes.js';
import { resampleImages } from './resampleImages.js';

/** Arguments of `layers.randomPerspective`. */
export interface RandomPerspectiveArgs extends AugmentationArgs {
  /** The probability, between these bounds, from 0 to 1, that an image is changed: drawn for every image, as in Keras.
   *  One number f stands for [0, f]; [1, 1] changes every image. Default 1. */
  factor?: Factor;
  /** How far corners move at most, from 0 to 1: half of it as a fraction of their coordinates. Default 1. */
  scale?: number;
  /** How values between pixels are made up. Default `bilinear`. */
  interpolation?: GeometricInterpolation;
  /** The value where nothing of the image is seen. Default 0. */
  fillValue?: number;
}

/**
 * In training, moves the corners of every image at random (the top left one stays) and draws the image in between.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomPerspective({ scale: 0.3, inputShape: [32, 32, 3] });
 */
export function randomPerspective(args: RandomPerspectiveArgs = {}): Augmentation {
  return new RandomPerspective(args);
}

const schema = {
  ...augmentationSchema,
  factor: optional(bounds(0, 1), () => [0, 1] as [number, number]),
  scale: optional(number(0, 1), 1),
  interpolation,
  fillValue: optional(number(), 0),
};

class RandomPerspective extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomPerspective';

  constructor(args: RandomPerspectiveArgs) {
    super(args, schema);
  }

  protected override draw([batch, height, width]: ImagesShape): Transformation {
    const { factor, scale } = this.settings;
    const applyPerspective = this.flags(batch, factor);
    const [right, bottom] = [width - 1, height - 1];
    const corners = tf.tensor3d([0, 0, right, 0, 0, bottom, right, bottom], [1, 4, 2]);
    const moved = this.uniform([batch, 4, 2], [-scale / 2, scale / 2]);
    const startPoints = tf.tile(corners, [batch, 1, 1]);
    return { applyPerspective, startPoints, endPoints: tf.add(startPoints, tf.mul(startPoints, moved)) };
  }

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    return this.moved(images, transformation, this.settings.interpolation);
  }

  protected override transformMasks(masks: Tensor4D, transformation: Transformation): Tensor {
    return this.moved(masks, transformation, 'nearest');
  }

  protected override transformBoxes(
    boxes: Tensor,
    transformation: Transformation,
    shape: ImagesShape,
  ): Tensor {
    const { startPoints, endPoints, applyPerspective } = transformation;
    const moved = moveBoxes(boxes, homography(startPoints!, endPoints!), [shape[1], shape[2]]);
    return choose(tf.reshape(applyPerspective!, [-1, 1, 1]), moved, boxes);
  }

  private moved(images: Tensor4D, transformation: Transformation, how: GeometricInterpolation): Tensor {
    const { startPoints, endPoints, applyPerspective } = transformation;
    const { fillValue } = this.settings;
    const seen = resampleImages(images, homography(startPoints!, endPoints!), {
      fillMode: 'constant',
      fillValue,
      interpolation: how,
    });
    return choose(applyPerspective!, seen, images);
  }
}
tf.serialization.registerClass(RandomPerspective);
