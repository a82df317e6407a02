/** Shapes of batches, and the complaints about them. */
import type { Shape } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';

/** The shape of a layer's only input. */
export function onlyShape(inputShape: Shape | Shape[]): Shape {
  return (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
}

/** `[batch, 7, 7, 3]`: a shape as a reader knows it. */
export function shapeText(shape: Shape): string {
  return `[${shape.map((size, axis) => size ?? (axis === 0 ? 'batch' : '?')).join(', ')}]`;
}

/**
 * The axis counted from 0.
 * @throws {ArgumentError} if the shape has no such axis
 */
export function axisIn(label: string, shape: Shape, axis: number): number {
  const counted = axis < 0 ? shape.length + axis : axis;
  if (counted >= 0 && counted < shape.length) return counted;
  throw new ArgumentError(
    `${label}: there is no axis ${axis} in an input ${shapeText(shape)}; its axes are 0 to ${shape.length - 1}.`,
  );
}

/**
 * Axes counted from 0, in order.
 * @throws {ArgumentError} if the shape has not all of them, and if two are the same
 */
export function axesIn(label: string, shape: Shape, axis: number | readonly number[]): number[] {
  const given = [axis].flat() as number[];
  const counted = given.map((one) => axisIn(label, shape, one)).sort((a, b) => a - b);
  if (new Set(counted).size === counted.length) return counted;
  throw new ArgumentError(
    `${label}: two of the axes ${given.join(', ')} of an input ${shapeText(shape)} are the same.`,
  );
}

/**
 * The length of an axis.
 * @throws {ArgumentError} if it is not known
 */
export function knownLength(label: string, shape: Shape, axis: number): number {
  const length = shape[axisIn(label, shape, axis)];
  if (typeof length === 'number') return length;
  throw new ArgumentError(
    `${label}: axis ${axis} of an input ${shapeText(shape)} must have a known length. Say it in inputShape.`,
  );
}

/** The product of lengths; null if one is not known. */
export function sizeOf(lengths: readonly (number | null)[]): number | null {
  return lengths.reduce<number | null>(
    (product, length) => (product === null || length === null ? null : product * length),
    1,
  );
}
