/** Where a published network begins. Mirrors keras.applications.imagenet_utils.obtain_input_shape. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { warn } from '../display/warn.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { complaint } from '../layers/arguments.js';
import { input } from '../layers/core/input.js';

/** [height, width, channels]; null for a length that is not known. */
export type ImageShape = [height: number | null, width: number | null, channels: number];

/** The images that a network was made for, and the smallest that it takes. */
export interface ImageSize {
  /** Height and width with the top, if nothing is said. */
  defaultSize: number;
  /** The fewest rows and columns. */
  minimumSize: number;
  /** Channels if nothing is said. Default 3. */
  channels?: number;
}

interface InputArgs {
  inputTensor?: SymbolicTensor | null;
  inputShape?: readonly (number | null)[] | null;
}

/**
 * What was given as `inputTensor`, or an input of the network's own.
 * @param includeTop the classifier needs images of one size
 * @throws {ArgumentError} for a shape that is none, images that are too small, and two arguments that differ
 */
export function imageInput(
  label: string,
  { inputTensor, inputShape }: InputArgs,
  size: ImageSize,
  includeTop: boolean,
): SymbolicTensor {
  if (inputTensor) requireImages(label, inputTensor, inputShape ?? null);
  const shape = imageShape(label, inputShape ?? null, size, includeTop && !inputTensor);
  if (inputTensor) return inputTensor;
  const image = input({ shape });
  if (shape[2] !== 1 && shape[2] !== 3) {
    warn(image, `${label}: images of 1 or 3 channels are usual; inputShape has ${shape[2]}.`);
  }
  return image;
}

function imageShape(
  label: string,
  given: readonly (number | null)[] | null,
  { defaultSize, minimumSize, channels = 3 }: ImageSize,
  needsSize: boolean,
): ImageShape {
  if (given === null) return needsSize ? [defaultSize, defaultSize, channels] : [null, null, channels];
  if (!isImageShape(given)) {
    throw complaint(`${label}: inputShape`, 'three whole numbers, [height, width, channels]', given);
  }
  const [height, width] = given;
  if ((height ?? minimumSize) < minimumSize || (width ?? minimumSize) < minimumSize) {
    throw complaint(`${label}: inputShape`, `at least ${minimumSize}×${minimumSize}`, given);
  }
  if (needsSize && (height === null || width === null)) {
    throw complaint(`${label}: inputShape`, 'without null where includeTop is true', given);
  }
  return [...given];
}

function isImageShape(given: unknown): given is Readonly<ImageShape> {
  if (!Array.isArray(given) || given.length !== 3) return false;
  const isLength = (length: unknown): boolean => Number.isSafeInteger(length) && (length as number) >= 1;
  return isLength(given[2]) && given.slice(0, 2).every((length) => length === null || isLength(length));
}

function requireImages(
  label: string,
  tensor: SymbolicTensor,
  inputShape: readonly (number | null)[] | null,
): void {
  if (!(tensor instanceof tf.SymbolicTensor) || tensor.shape.length !== 4) {
    throw new ArgumentError(
      `${label}: inputTensor must be a symbolic tensor [batch, height, width, channels], such as ` +
        'layers.input({ shape: [224, 224, 3] }) gives.',
    );
  }
  const shape = tensor.shape.slice(1);
  const differs = (inputShape ?? shape).some(
    (length, axis) => length !== null && shape[axis] !== null && length !== shape[axis],
  );
  if (!differs) return;
  throw new ArgumentError(
    `${label}: inputShape must be that of inputTensor, [${shape.map(String).join(', ')}]; received ` +
      `[${inputShape!.map(String).join(', ')}]. Leave one of them out.`,
  );
}
