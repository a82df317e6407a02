/** Mirrored images. Mirrors keras.layers.RandomFlip. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { oneOf, optional } from '../arguments.js';
import { type AugmentationArgs, augmentationSchema } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  choose,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';
import { moveBoxes } from './moveBoxes.js';
import { projectionRows } from './projectiveLayer.js';

/** Arguments of `layers.randomFlip`. */
export interface RandomFlipArgs extends AugmentationArgs {
  /** `horizontal` exchanges left and right. Default `horizontalAndVertical`. */
  mode?: 'horizontal' | 'vertical' | 'horizontalAndVertical';
}

/**
 * In training, every image is mirrored with probability ½. One draw an image: with `horizontalAndVertical` it is turned
 * upside down or left as it is, as in Keras 3; two layers draw the directions separately.
 * @shape [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomFlip({ mode: 'horizontal', inputShape: [32, 32, 3] });
 */
export function randomFlip(args: RandomFlipArgs = {}): Augmentation {
  return new RandomFlip(args);
}

const schema = {
  ...augmentationSchema,
  mode: optional(oneOf(['horizontal', 'vertical', 'horizontalAndVertical']), 'horizontalAndVertical'),
};

class RandomFlip extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomFlip';

  constructor(args: RandomFlipArgs) {
    super(args, schema);
  }

  protected override draw([batch]: ImagesShape): Transformation {
    return { flips: this.numbers([batch, 1, 1, 1], (random) => (random.next() <= 0.5 ? 1 : 0)) };
  }

  protected override transform(images: Tensor4D, { flips }: Transformation): Tensor {
    return choose(flips!, tf.reverse(images, this.axes), images);
  }

  override transformMasks(masks: Tensor4D, transformation: Transformation): Tensor {
    return this.transform(masks, transformation);
  }

  override transformBoxes(boxes: Tensor, { flips }: Transformation, shape: ImagesShape): Tensor {
    const [batch, height, width] = shape;
    const mirror = (axis: number, length: number): [Tensor | number, Tensor | number] => {
      if (!this.axes.includes(axis)) return [1, 0];
      const drawn = tf.cast(flips!, 'float32');
      return [tf.sub(1, tf.mul(drawn, 2)), tf.mul(drawn, length - 1)];
    };
    const [x, y] = [mirror(2, width), mirror(1, height)];
    return moveBoxes(boxes, projectionRows(batch, [x[0], 0, x[1], 0, y[0], y[1], 0, 0]), [height, width]);
  }

  private get axes(): number[] {
    return { horizontal: [2], vertical: [1], horizontalAndVertical: [1, 2] }[this.settings.mode];
  }
}
tf.serialization.registerClass(RandomFlip);
