/** A layer that changes images at random in training: it draws a transformation for a batch, and applies it. */
import type { DataType, Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { freshTensor, nextSeed, type RandomGenerator, randomGenerator, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Schema } from '../arguments.js';
import type { Layer } from '../layer.js';
import { shapeText } from '../shapes.js';
import { SpatialLayer } from '../spatialLayer.js';

/** What was drawn for one batch, such as an angle for every image. The tensors are the caller's tidy's. */
export type Transformation = Readonly<Record<string, Tensor>>;

/** Images and what belongs to them. */
export interface LabelledImages {
  /** [batch, height, width, channels] */
  images: Tensor;
  /** One-hot or soft labels, [batch, classes]: mixed where images are. */
  labels?: Tensor;
  /** A class for every pixel, [batch, height, width, channels]: moved as the images are, and never blended. */
  segmentationMasks?: Tensor;
  /** [batch, boxes, 4], each [left, top, right, bottom] in pixels: what stands for a box after the images have moved,
   *  within the image. */
  boundingBoxes?: Tensor;
}

/** A layer that changes images at random in training. */
export interface Augmentation extends Layer {
  /**
   * Draws what a batch is transformed with; the next draw differs.
   * @param shape of the batch of images, in the layer's data format
   */
  drawTransformation(shape: readonly number[]): Transformation;
  /** Applies a transformation to images of the shape that it was drawn for. The caller disposes the result. */
  transformImages(images: Tensor, transformation: Transformation): Tensor;
  /**
   * One draw for images and all that belongs to them, as in training. The caller disposes the results and keeps what it
   * gave.
   * @throws {ArgumentError} for boxes or masks that the layer cannot take along
   */
  augment(batch: LabelledImages): LabelledImages;
}

/** [batch, height, width, channels] */
export type ImagesShape = [batch: number, height: number, width: number, channels: number];

export abstract class AugmentationLayer<S extends Schema> extends SpatialLayer<S> implements Augmentation {
  protected readonly places = 2;
  /** Made with the layer, so that a training that goes on after a crash finds it where it was. */
  private readonly random: RandomGenerator = randomGenerator(
    (this.settings.seed as number | null | undefined) ?? nextSeed(),
  );

  /** Draws for a batch, channels last. */
  protected abstract draw(shape: ImagesShape): Transformation;

  /** Applies what was drawn, channels last. */
  protected abstract transform(images: Tensor4D, transformation: Transformation): Tensor;

  /** What happens outside of training: nothing, for most. */
  protected atRest(images: Tensor4D): Tensor {
    return images;
  }

  protected override shapeLast(shape: Shape): Shape {
    return shape;
  }

  protected override computeLast(x: Tensor, training: boolean): Tensor {
    const images = x as Tensor4D;
    return training ? this.transform(images, this.draw(images.shape)) : this.atRest(images);
  }

  drawTransformation(shape: readonly number[]): Transformation {
    this.requireShape([...shape]);
    return this.draw(this.lastOf([...shape]) as ImagesShape);
  }

  transformImages(images: Tensor, transformation: Transformation): Tensor {
    return tf.tidy(() => {
      this.requireShape(images.shape);
      return this.withChannelsLast(tf.cast(images, 'float32'), (x) =>
        this.transform(x as Tensor4D, transformation),
      );
    });
  }

  augment({ images, labels, segmentationMasks, boundingBoxes }: LabelledImages): LabelledImages {
    // Tensors in a record leave a tidy as they do alone.
    return tf.tidy(() => {
      const transformation = this.drawTransformation(images.shape);
      const shape = this.lastOf(images.shape) as ImagesShape;
      const augmented: Record<string, Tensor> = { images: this.transformImages(images, transformation) };
      if (labels !== undefined) augmented.labels = own(this.transformLabels(labels, transformation));
      if (segmentationMasks !== undefined) {
        this.requireMasks(segmentationMasks.shape, shape);
        const masks = tf.cast(segmentationMasks, 'float32');
        augmented.segmentationMasks = own(
          this.withChannelsLast(masks, (x) => this.transformMasks(x as Tensor4D, transformation)),
        );
      }
      if (boundingBoxes !== undefined) {
        this.requireBoxes(boundingBoxes.shape, shape);
        augmented.boundingBoxes = own(this.transformBoxes(boundingBoxes, transformation, shape));
      }
      return augmented;
    }) as unknown as LabelledImages;
  }

  /** Labels of the transformed images. */
  protected transformLabels(labels: Tensor, _transformation: Transformation): Tensor {
    return labels;
  }

  /** The classes of the transformed images' pixels, channels last. */
  transformMasks(masks: Tensor4D, _transformation: Transformation): Tensor {
    return masks;
  }

  /** Boxes in the transformed images. */
  transformBoxes(boxes: Tensor, _transformation: Transformation, _shape: ImagesShape): Tensor {
    return boxes;
  }

  /** Numbers that are drawn anew at every step, also where the step is a graph. */
  protected numbers(
    shape: readonly number[],
    next: (random: RandomGenerator) => number,
    dtype: 'float32' | 'int32' = 'float32',
  ): Tensor {
    const length = shape.reduce((product, size) => product * size, 1);
    const read = (): number[] => Array.from({ length }, () => next(this.random));
    return freshTensor({ shape, dtype: dtype satisfies DataType, read });
  }

  /** Numbers in [lower, upper). */
  protected uniform(shape: readonly number[], [lower, upper]: readonly [number, number]): Tensor {
    return this.numbers(shape, (random) => lower + (upper - lower) * random.next());
  }

  /** 1 for true, [batch]: each with a probability that is drawn between two bounds first, as in Keras. */
  protected flags(batch: number, [lower, upper]: readonly [number, number]): Tensor {
    return this.numbers([batch], (random) => {
      const probability = lower + (upper - lower) * random.next();
      return random.next() < probability ? 1 : 0;
    });
  }

  /** A new random order of the batch: int32 [batch]. */
  protected order(batch: number): Tensor {
    const read = (): number[] => [...this.random.permutation(batch)];
    const drawn = freshTensor({ shape: [batch], dtype: 'int32', read });
    // A rehearsed call has ones in place of what is drawn, and a batch of one image has no second one.
    return tf.minimum(drawn, tf.scalar(batch - 1, 'int32'));
  }

  /** The seeds of larger random tensors. */
  protected nextSeed(): number {
    return this.random.nextInteger(0x7fffffff);
  }

  /** Masks may have other channels than the images. */
  private requireMasks(masks: Shape, images: ImagesShape): void {
    const [batch, height, width] = masks.length === 4 ? this.lastOf(masks) : [];
    if (batch === images[0] && height === images[1] && width === images[2]) return;
    throw new ArgumentError(
      `${this.label}: segmentation masks of the images' size, [${images.slice(0, 3).join(', ')}, channels], are expected ` +
        `(channels last); received ${shapeText(masks)}.`,
    );
  }

  private requireBoxes(boxes: readonly number[], images: ImagesShape): void {
    if (boxes.length === 3 && boxes[0] === images[0] && boxes[2] === 4) return;
    throw new ArgumentError(
      `${this.label}: bounding boxes [${images[0]}, boxes, 4] are expected, each [left, top, right, bottom] in pixels; ` +
        `received ${shapeText([...boxes])}.`,
    );
  }
}

/** What was given and nothing happened to is not handed out a second time. */
function own(tensor: Tensor): Tensor {
  return tf.clone(tensor);
}

/** One of two images, by a flag [batch] or [batch, 1, 1, 1], or by a mask that fits them. */
export function choose(flags: Tensor, where: Tensor, otherwise: Tensor): Tensor {
  const spread = flags.rank === 1 ? perImage(flags) : flags;
  return tf.where(tf.cast(spread, 'bool'), where, otherwise);
}

/** [batch] or [batch, 1, 1, 1] → [batch, 1, 1, 1] */
export function perImage(numbers: Tensor): Tensor {
  return tf.reshape(numbers, [-1, 1, 1, 1]);
}
