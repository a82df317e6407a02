/** An augmentation that mixes every image with another one of the batch, and their labels likewise. */
import type { Tensor } from '@tensorflow/tfjs';
import { type RandomGenerator, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Schema } from '../arguments.js';
import { shapeText } from '../shapes.js';
import { AugmentationLayer, type Transformation } from './augmentationLayer.js';
import { takeImages } from './takeImages.js';

export abstract class MixingLayer<S extends Schema> extends AugmentationLayer<S> {
  protected override transformLabels(labels: Tensor, transformation: Transformation): Tensor {
    const { mixWeight, permutationOrder } = transformation;
    if (labels.rank !== 2) {
      throw new ArgumentError(
        `${this.label}: labels [batch, classes], one-hot or soft, are expected, since they are mixed; received ${shapeText(labels.shape)}.`,
      );
    }
    const x = tf.cast(labels, 'float32');
    const weight = tf.reshape(mixWeight!, [-1, 1]);
    return tf.add(tf.mul(x, weight), tf.mul(takeImages(x, permutationOrder!), tf.sub(1, weight)));
  }

  override transformBoxes(): Tensor {
    throw new ArgumentError(
      `${this.label}: images that are mixed have the boxes of both; it takes none along.`,
    );
  }
}

/** A number of the symmetric beta distribution: of two gamma numbers. */
export function betaNumber(random: RandomGenerator, alpha: number): number {
  const [a, b] = [logGammaNumber(random, alpha), logGammaNumber(random, alpha)];
  // In logarithms, since for a small alpha both numbers may be too small to be told from 0.
  return 1 / (1 + Math.exp(b - a));
}

/** The logarithm of a gamma-distributed number. Marsaglia & Tsang 2000, "A Simple Method for Generating Gamma Variables",
 *  with their boost for shapes below 1. */
export function logGammaNumber(random: RandomGenerator, shape: number): number {
  const boost = Math.log(1 - random.next()) / shape;
  const d = shape + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const v = (1 + c * normal) ** 3;
    if (v <= 0) continue;
    const bound = 0.5 * normal ** 2 + d - d * v + d * Math.log(v);
    if (Math.log(1 - random.next()) < bound) return Math.log(d * v) + boost;
  }
}
