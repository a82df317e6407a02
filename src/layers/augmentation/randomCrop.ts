/** A random section of the images. Mirrors keras.layers.RandomCrop. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { positiveInteger } from '../arguments.js';
import { cropBox } from '../preprocessing/cropToAspect.js';
import { resizeImages } from '../preprocessing/resizeImages.js';
import { type AugmentationArgs, augmentationSchema } from './augmentationArguments.js';
import {
  type Augmentation,
  AugmentationLayer,
  type ImagesShape,
  type Transformation,
} from './augmentationLayer.js';
import { projectionRows } from './projectiveLayer.js';
import { resampleImages } from './resampleImages.js';

/** Arguments of `layers.randomCrop`. */
export interface RandomCropArgs extends AugmentationArgs {
  /** The height of the output, in pixels. */
  height: number;
  /** The width of the output, in pixels. */
  width: number;
}

/**
 * In training, cuts a section out of the images, at one place for the whole batch, as in Keras. Otherwise, and where the
 * images are not larger than the section, the largest middle part of its proportions is taken and brought to its size, as
 * Keras documents (its 3.15 gives the images as they are).
 * @shape [batch, any, any, channels] → [batch, height, width, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.randomCrop({ height: 28, width: 28, inputShape: [32, 32, 3] });
 */
export function randomCrop(args: RandomCropArgs): Augmentation {
  return new RandomCrop(args);
}

const schema = { ...augmentationSchema, height: positiveInteger, width: positiveInteger };

class RandomCrop extends AugmentationLayer<typeof schema> {
  static readonly className = 'RandomCrop';

  constructor(args: RandomCropArgs) {
    super(args, schema);
  }

  protected override shapeLast(shape: Shape): Shape {
    return [shape[0]!, this.settings.height, this.settings.width, shape[3]!];
  }

  protected override draw([, rows, columns]: ImagesShape): Transformation {
    const { height, width } = this.settings;
    if (rows < height || columns < width) return {};
    const place = (free: number): Tensor => this.numbers([], (random) => random.nextInteger(free + 1));
    return { top: place(rows - height), left: place(columns - width) };
  }

  protected override transform(images: Tensor4D, { top, left }: Transformation): Tensor {
    if (top === undefined || left === undefined) return this.atRest(images);
    return this.cut(images, top, left);
  }

  override transformMasks(masks: Tensor4D, { top, left }: Transformation): Tensor {
    return top === undefined || left === undefined
      ? this.middle(masks, 'nearest')
      : this.cut(masks, top, left);
  }

  override transformBoxes(boxes: Tensor, { top, left }: Transformation, shape: ImagesShape): Tensor {
    const { height, width } = this.settings;
    const limits = tf.tensor1d([width, height, width, height]);
    if (top === undefined || left === undefined) {
      const box = cropBox([shape[1], shape[2]], [height, width]);
      const [x, y] = [width / box.width, height / box.height];
      const start = tf.tensor1d([box.left, box.top, box.left, box.top]);
      return within(tf.mul(tf.sub(boxes, start), tf.tensor1d([x, y, x, y])), limits);
    }
    const corner = tf.cast(tf.stack([left, top, left, top].map((one) => tf.reshape(one, []))), 'float32');
    return within(tf.sub(boxes, corner), limits);
  }

  protected override atRest(images: Tensor4D): Tensor {
    return this.middle(images, 'bilinear');
  }

  /** A slice whose start is a tensor: as a projection, it runs in a graph, too. */
  private cut(images: Tensor4D, top: Tensor, left: Tensor): Tensor {
    const { height, width } = this.settings;
    const start = [left, top].map((one) => tf.cast(tf.reshape(one, [1, 1]), 'float32')) as [Tensor, Tensor];
    return resampleImages(images, projectionRows(1, [1, 0, start[0], 0, 1, start[1], 0, 0]), {
      fillMode: 'constant',
      fillValue: 0,
      interpolation: 'nearest',
      size: [height, width],
    });
  }

  private middle(images: Tensor4D, interpolation: 'bilinear' | 'nearest'): Tensor {
    const { height, width } = this.settings;
    const [batch, rows, columns, channels] = images.shape;
    const box = cropBox([rows, columns], [height, width]);
    const cut = tf.slice(images, [0, box.top, box.left, 0], [batch, box.height, box.width, channels]);
    return resizeImages(cut as Tensor4D, [height, width], { interpolation, antialias: false });
  }
}
tf.serialization.registerClass(RandomCrop);

function within(boxes: Tensor, limits: Tensor): Tensor {
  return tf.minimum(tf.maximum(boxes, 0), limits);
}
