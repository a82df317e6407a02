/** Images from nearer or farther. Mirrors keras.layers.RandomZoom. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { nullable } from '../arguments.js';
import {
  boundsOf,
  type Factor,
  factor,
  type GeometricArgs,
  geometricSchema,
} from './augmentationArguments.js';
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { ProjectiveLayer, projectionRows } from './projectiveLayer.js';

/** Arguments of `layers.randomZoom`. */
export interface RandomZoomArgs extends GeometricArgs {
  /** By how much the section that is seen grows in height, above −1 to 1: 0.2 shows 20 % more, so that everything gets
   *  smaller; −0.2 zooms in. One number f stands for [−f, f]. */
  heightFactor: Factor;
  /** The same for the width. Default: what was drawn for the height, which keeps the proportions. */
  widthFactor?: Factor | null;
}

/**
 * In training, shows every image larger or smaller about its middle.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomZoom({ heightFactor: 0.2, inputShape: [32, 32, 3] });
 */
export function randomZoom(args: RandomZoomArgs): Augmentation {
  return new RandomZoom(args);
}

/** At −1 nothing of the image is left to see. */
const aboveMinusOne = -1 + Number.EPSILON;
const schema = {
  ...geometricSchema,
  heightFactor: factor(aboveMinusOne, 1),
  widthFactor: nullable(factor(aboveMinusOne, 1)),
};

class RandomZoom extends ProjectiveLayer<typeof schema> {
  static readonly className = 'RandomZoom';

  constructor(args: RandomZoomArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const { heightFactor, widthFactor } = this.settings;
    const zoom = ([lower, upper]: readonly [number, number]): Tensor =>
      this.uniform([batch, 1], [1 + lower, 1 + upper]);
    const heightZoom = zoom(boundsOf(heightFactor));
    return { heightZoom, widthZoom: widthFactor === null ? heightZoom : zoom(boundsOf(widthFactor)) };
  }

  protected override projections(transformation: Transformation, shape: ImagesShape): Tensor {
    const [batch, height, width] = shape;
    const { heightZoom, widthZoom } = transformation;
    const offset = (zoom: Tensor, length: number): Tensor => tf.mul(tf.sub(1, zoom), (length - 1) / 2);
    const [x, y] = [offset(widthZoom!, width), offset(heightZoom!, height)];
    return projectionRows(batch, [widthZoom!, 0, x, 0, heightZoom!, y, 0, 0]);
  }
}
tf.serialization.registerClass(RandomZoom);
