import { ArgumentError } from '../errors.js';

/**
 * The argument of `ImageDataGenerator` that leaves a share of the images as they are, so that a network also learns from
 * what it will be tested on.
 * @throws {ArgumentError} unless fraction lies in [0, 1]
 * @example
 * const generator = new ImageDataGenerator({ rotationRange: 20, ...augment.keepUnchanged(0.2) });
 */
export function keepUnchanged(fraction: number): { unchangedFraction: number } {
  if (fraction >= 0 && fraction <= 1) return { unchangedFraction: fraction };
  throw new ArgumentError(`augment.keepUnchanged: expected a fraction from 0 to 1; received ${fraction}.`);
}
