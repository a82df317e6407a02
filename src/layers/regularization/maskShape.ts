import type { Shape } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import { shapeText } from '../shapes.js';

/**
 * The shape of a mask for an input: null stands for the input's own length.
 * @throws {ArgumentError} for a mask that cannot be laid over the input
 */
export function maskShape(
  label: string,
  noiseShape: readonly (number | null)[] | null,
  shape: Shape,
): (number | null)[] {
  if (noiseShape === null) return shape;
  const mask = noiseShape.map((size, axis) => size ?? shape[axis] ?? null);
  const fits = (size: number | null, axis: number): boolean =>
    size === null || size === 1 || shape[axis] === null || size === shape[axis];
  if (mask.length === shape.length && mask.every(fits)) return mask;
  throw new ArgumentError(
    `${label}: a mask of noiseShape [${noiseShape.map((size) => size ?? 'null').join(', ')}] cannot be laid over an input ${shapeText(shape)}. ` +
      'Give every axis null (its own length) or 1.',
  );
}
