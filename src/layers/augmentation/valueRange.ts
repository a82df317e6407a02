/** Values of pixels in another range. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

type Range = readonly [lowest: number, highest: number];

/** The same colors in another range of values. */
export function toRange(images: Tensor, from: Range, to: Range): Tensor {
  if (from[0] === to[0] && from[1] === to[1]) return images;
  const unit = tf.div(tf.sub(images, from[0]), from[1] - from[0]);
  return tf.add(tf.mul(unit, to[1] - to[0]), to[0]);
}

/** The range of 8-bit images. */
export const bytes: Range = [0, 255];

/** The range of shares. */
export const shares: Range = [0, 1];
