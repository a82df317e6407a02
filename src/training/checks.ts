/** Mistakes told before TensorFlow meets them. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { Batch } from '../data/batchSource.js';
import { ArgumentError } from '../errors.js';
import type { Compiled } from './compiled.js';

/** @throws {ArgumentError} if a batch's features do not have the shape that the model was built for */
export function requireFittingInput(model: LayersModel, batch: Batch, purpose: string): void {
  const x = Array.isArray(batch.x) ? batch.x[0]! : batch.x;
  const expected = model.inputs[0]!.shape;
  const fits =
    expected.length === x.shape.length &&
    expected.every((size, axis) => size === null || size === x.shape[axis]);
  if (fits) return;
  throw new ArgumentError(
    `${purpose}: the model expects samples of shape [${expected.slice(1).join(', ')}]; these are [${x.shape.slice(1).join(', ')}].`,
  );
}

/** @throws {ArgumentError} if a label is no class of the model: TensorFlow would train on it as on none at all */
export function requireLabelsWithinClasses(model: LayersModel, compiled: Compiled, batch: Batch): void {
  if (compiled.loss.targets !== 'indices') return;
  const y: Tensor = Array.isArray(batch.y) ? batch.y[0]! : batch.y;
  const classes = model.outputs[0]!.shape.at(-1)!;
  for (const label of y.dataSync()) {
    if (Number.isInteger(label) && label >= 0 && label < classes) continue;
    throw new ArgumentError(
      `fit: the label ${label} is none of the model's ${classes} classes, 0 to ${classes - 1}. ` +
        'Give the last layer as many units as there are classes, and count labels from 0.',
    );
  }
}
