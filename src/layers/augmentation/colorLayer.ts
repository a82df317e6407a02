/** An augmentation of red, green and blue. */
import type { Shape } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import type { Schema } from '../arguments.js';
import { shapeText } from '../shapes.js';
import { AugmentationLayer } from './augmentationLayer.js';

export abstract class ColorLayer<S extends Schema> extends AugmentationLayer<S> {
  protected override requireLast(shape: Shape): void {
    requireColors(this.label, shape);
  }
}

/** @throws {ArgumentError} for images, channels last, that are not red, green and blue */
export function requireColors(label: string, shape: Shape): void {
  if (shape[3] === 3 || shape[3] === null) return;
  throw new ArgumentError(
    `${label}: images of 3 channels, red, green and blue, are expected; received ${shapeText(shape)} (channels last).`,
  );
}
