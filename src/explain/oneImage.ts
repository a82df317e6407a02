import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { shapeText } from '../layers/shapes.js';
import type { WatchedModel } from './watchedRun.js';

/**
 * An image as a batch of one, checked against the model's only input.
 * @shape image [height, width, channels] or [1, height, width, channels] → [1, height, width, channels]
 * @throws {ArgumentError} for a model with several inputs, several images, or another shape
 */
export function oneImage(caller: string, model: WatchedModel, image: Tensor): Tensor {
  const expected = onlyInputShape(caller, model);
  const batch = image.rank === 3 ? tf.expandDims(image, 0) : image;
  const fits =
    batch.rank === 4 &&
    batch.shape[0] === 1 &&
    expected.slice(1).every((size, axis) => size === null || size === batch.shape[axis + 1]);
  if (fits) return batch;
  throw new ArgumentError(
    `${caller}: expected one image [${expected.slice(1).join(', ')}], or a batch of one; received [${image.shape.join(', ')}].`,
  );
}

/** @throws {ArgumentError} unless the model has one input, of images */
export function onlyInputShape(caller: string, model: WatchedModel): Shape {
  const [input, another] = model.inputs;
  if (input !== undefined && another === undefined && input.shape.length === 4) return input.shape;
  throw new ArgumentError(
    `${caller}: expected a model with one input of images [batch, height, width, channels]; received ${model.inputs.map(({ shape }) => shapeText(shape)).join(' and ') || 'one without inputs'}.`,
  );
}
