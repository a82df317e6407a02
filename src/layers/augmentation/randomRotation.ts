/** Turned images. Mirrors keras.layers.RandomRotation. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { bounds, type Factor, type GeometricArgs, geometricSchema } from './augmentationArguments.js';
import type { Augmentation, ImagesShape, Transformation } from './augmentationLayer.js';
import { ProjectiveLayer, projectionRows } from './projectiveLayer.js';

/** Arguments of `layers.randomRotation`. */
export interface RandomRotationArgs extends GeometricArgs {
  /** The angle as a fraction of a full turn, from −1 to 1; positive is counter-clockwise. 0.1 stands for [−0.1, 0.1]:
   *  up to 36° either way. */
  factor: Factor;
}

/**
 * In training, turns every image about its middle by an angle of its own.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomRotation({ factor: 0.05, inputShape: [32, 32, 3] }); // up to 18°
 */
export function randomRotation(args: RandomRotationArgs): Augmentation {
  return new RandomRotation(args);
}

const schema = { ...geometricSchema, factor: bounds(-1, 1) };

class RandomRotation extends ProjectiveLayer<typeof schema> {
  static readonly className = 'RandomRotation';

  constructor(args: RandomRotationArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    const [lower, upper] = this.settings.factor;
    return { angle: this.uniform([batch], [lower * 360, upper * 360]) };
  }

  protected override projections({ angle }: Transformation, shape: ImagesShape): Tensor {
    const [batch, height, width] = shape;
    const radians = tf.mul(angle!, Math.PI / 180);
    const [cosine, sine] = [tf.cos(radians), tf.sin(radians)];
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    const right = tf.sub(x, tf.sub(tf.mul(cosine, x), tf.mul(sine, y)));
    const down = tf.sub(y, tf.add(tf.mul(sine, x), tf.mul(cosine, y)));
    return projectionRows(batch, [cosine, tf.neg(sine), right, sine, cosine, down, 0, 0]);
  }
}
tf.serialization.registerClass(RandomRotation);
