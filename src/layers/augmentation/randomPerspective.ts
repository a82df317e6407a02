/** Images seen at an angle. Mirrors keras.layers.RandomPerspective. */
import type { Tensor } from '@tensorflow/tfjs';
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
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { homography } from './homography.js';
import { ProjectiveLayer } from './projectiveLayer.js';

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

class RandomPerspective extends ProjectiveLayer<typeof schema> {
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

  protected override projections(transformation: Transformation): Tensor {
    const { startPoints, endPoints, applyPerspective } = transformation;
    const seen = homography(startPoints!, endPoints!);
    return tf.where(tf.reshape(tf.cast(applyPerspective!, 'bool'), [-1, 1]), seen, unmoved());
  }
}
tf.serialization.registerClass(RandomPerspective);

/** The projection, [1, 8], that leaves everything where it is. */
function unmoved(): Tensor {
  return tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]);
}
