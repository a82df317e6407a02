/** Features that do not fit, told before TensorFlow meets them. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { StepBatch } from '../batches/stepBatch.js';

/** @throws {ArgumentError} if a batch's features do not have the shapes that the model was built for */
export function requireFittingInputs(model: LayersModel, batch: StepBatch, purpose: string): void {
  const { inputs } = model;
  if (inputs.length === 0) return;
  if (batch.x.length !== inputs.length) {
    const names = inputs.map((input) => input.sourceLayer.name).join(', ');
    throw new ArgumentError(
      `${purpose}: the model has ${inputs.length} ${inputs.length === 1 ? 'input' : 'inputs'} (${names}); the data has ${batch.x.length}. ` +
        'Give x as a list in this order, or as a record by name.',
    );
  }
  for (const [index, input] of inputs.entries()) requireFit(input.shape, batch.x[index]!, purpose);
}

function requireFit(expected: readonly (number | null)[], x: Tensor, purpose: string): void {
  const fits =
    expected.length === x.shape.length &&
    expected.every((size, axis) => size === null || size === x.shape[axis]);
  if (fits) return;
  const [wanted, found] = [expected.slice(1), x.shape.slice(1)];
  throw new ArgumentError(
    `${purpose}: the model expects samples of shape [${wanted.map((size) => size ?? 'any').join(', ')}]; these are [${found.join(', ')}].${advice(wanted, found)}`,
  );
}

/** What would make it fit, where that is known, with the arithmetic. */
function advice(wanted: readonly (number | null)[], found: readonly number[]): string {
  const isKnown = wanted.every((size) => size !== null);
  const [wantedSize, foundSize] = [product(wanted), product(found)];
  if (wanted.length === found.length + 1 && wanted.at(-1) === 1 && sameStart(wanted, found)) {
    return ` The channel axis is missing: x.expandDims(-1) gives [${[...found, 1].join(', ')}].`;
  }
  if (isKnown && wantedSize === foundSize && wanted.length !== found.length) {
    return ` ${arithmetic(wanted)} and ${arithmetic(found)}: the same numbers in another shape. Use x.reshape([-1, ${wanted.join(', ')}]).`;
  }
  if (isKnown && wanted.length === 1 && found.length > 1 && wantedSize !== foundSize) {
    return ` ${arithmetic(found)}, not ${wantedSize}.`;
  }
  const isSample = wanted.length === found.length + 1 && sameStart(wanted.slice(1), found.slice(1));
  if (isSample) return ' One sample alone is a batch of 1: use x.expandDims(0).';
  if (wanted.length === found.length && wanted.length === 3) {
    const isSwapped = wanted[2] === found[0] && wanted[0] === found[1];
    if (isSwapped) return ' The channels come last here: use x.transpose([0, 2, 3, 1]).';
    if (wanted[2] === found[2]) return ` Resize the images to ${wanted[0] ?? 'any'}×${wanted[1] ?? 'any'}.`;
  }
  return '';
}

/** `32·32·3 = 3072`, or `3072` alone. */
function arithmetic(shape: readonly (number | null)[]): string {
  return shape.length > 1 ? `${shape.join('·')} = ${product(shape)}` : String(product(shape));
}

function product(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((total, size) => total * (size ?? 1), 1);
}

function sameStart(wanted: readonly (number | null)[], found: readonly number[]): boolean {
  return found.every((size, axis) => wanted[axis] === null || wanted[axis] === size);
}
