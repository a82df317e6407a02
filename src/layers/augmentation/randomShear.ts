/** Slanted images. Mirrors keras.layers.RandomShear. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { optional, type Reader } from '../arguments.js';
import {
  boundsOf,
  type Factor,
  factor,
  type GeometricArgs,
  geometricSchema,
} from './augmentationArguments.js';
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { ProjectiveLayer, projectionRows } from './projectiveLayer.js';

/** Arguments of `layers.randomShear`. */
export interface RandomShearArgs extends GeometricArgs {
  /** How far a row moves along for every row below the top, from 0 to 1: the tangent of the slant. One number f stands
   *  for [−f, f]. Default 0. */
  xFactor?: Factor;
  /** The same for columns. Default 0. */
  yFactor?: Factor;
}

/**
 * In training, slants every image about its top left corner.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomShear({ xFactor: 0.2, inputShape: [32, 32, 3] });
 */
export function randomShear(args: RandomShearArgs = {}): Augmentation {
  return new RandomShear(args);
}

const fromZero = factor(0, 1);

/** Keras writes f as [−f, f] into its files, and does not read that itself. */
const shear: Reader<number | [number, number]> = optional((value, where) => {
  const isWritten = Array.isArray(value) && value.length === 2 && value[0] === -value[1];
  return fromZero(isWritten ? value[1] : value, where);
}, 0);
const schema = { ...geometricSchema, xFactor: shear, yFactor: shear };

class RandomShear extends ProjectiveLayer<typeof schema> {
  static readonly className = 'RandomShear';

  constructor(args: RandomShearArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const { xFactor, yFactor } = this.settings;
    const sign = this.numbers([batch, 1], (random) => (random.next() > 0.5 ? -1 : 1));
    const y = this.uniform([batch, 1], boundsOf(yFactor));
    const x = this.uniform([batch, 1], boundsOf(xFactor));
    return { shearFactor: tf.mul(tf.concat([x, y], 1), sign) };
  }

  protected override projections({ shearFactor }: Transformation, [batch]: ImagesShape): Tensor {
    const [x, y] = tf.split(shearFactor!, 2, 1) as [Tensor, Tensor];
    return projectionRows(batch, [1, x, 0, y, 1, 0, 0, 0]);
  }
}
tf.serialization.registerClass(RandomShear);
