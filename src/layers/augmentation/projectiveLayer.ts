/** An augmentation that moves pixels by a projection of the plane. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Schema } from '../arguments.js';
import type { FillMode, GeometricInterpolation } from './augmentationArguments.js';
import { AugmentationLayer, type ImagesShape, type Transformation } from './augmentationLayer.js';
import { moveBoxes } from './moveBoxes.js';
import { resampleImages } from './resampleImages.js';

export abstract class ProjectiveLayer<S extends Schema> extends AugmentationLayer<S> {
  /** The projections from output to input, [batch, 8]: see `resampleImages`. */
  protected abstract projections(transformation: Transformation, shape: ImagesShape): Tensor;

  protected override transform(images: Tensor4D, transformation: Transformation): Tensor {
    return this.moved(images, transformation, this.settings.interpolation as GeometricInterpolation);
  }

  override transformMasks(masks: Tensor4D, transformation: Transformation): Tensor {
    return this.moved(masks, transformation, 'nearest');
  }

  override transformBoxes(boxes: Tensor, transformation: Transformation, shape: ImagesShape): Tensor {
    return moveBoxes(boxes, this.projections(transformation, shape), [shape[1], shape[2]]);
  }

  private moved(
    images: Tensor4D,
    transformation: Transformation,
    interpolation: GeometricInterpolation,
  ): Tensor {
    return resampleImages(images, this.projections(transformation, images.shape), {
      fillMode: (this.settings.fillMode as FillMode | undefined) ?? 'constant',
      fillValue: this.settings.fillValue as number,
      interpolation,
    });
  }
}

/** [batch, 8] of columns [batch] or [batch, 1], or numbers that all images share. */
export function projectionRows(batch: number, columns: readonly (Tensor | number)[]): Tensor {
  return tf.concat(
    columns.map((one) => (typeof one === 'number' ? tf.fill([batch, 1], one) : tf.reshape(one, [batch, 1]))),
    1,
  );
}
