/** Hue, saturation and value, as TensorFlow computes them. Smith 1978, "Color Gamut Transform Pairs". */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { positive } from './positive.js';

/** How much red, green and blue count for brightness (ITU-R BT.601), as Keras rounds them. */
const brightness = [0.2989, 0.587, 0.114];

/**
 * Hue and saturation in [0, 1], the value in the range of the colors.
 * @shape […, 3] → three tensors […, 1]
 */
export function hueSaturationValue(colors: Tensor): [hue: Tensor, saturation: Tensor, value: Tensor] {
  const [red, green, blue] = tf.split(colors, 3, -1) as [Tensor, Tensor, Tensor];
  const value = tf.max(colors, -1, true);
  const range = tf.sub(value, tf.min(colors, -1, true));
  const isColored = positive(range);
  // Where there is no color, nothing is divided by zero: the gradient of what is not taken must be a number, too.
  const divisor = tf.where(isColored, range, tf.onesLike(range));
  const part = (a: Tensor, b: Tensor, start: number): Tensor => tf.add(tf.div(tf.sub(a, b), divisor), start);
  const turn = tf.where(
    positive(tf.sub(value, red)),
    tf.where(positive(tf.sub(value, green)), part(red, green, 4), part(blue, red, 2)),
    part(green, blue, 0),
  );
  const share = tf.div(turn, 6);
  const hue = tf.where(
    isColored,
    tf.where(positive(tf.neg(share)), tf.add(share, 1), share),
    tf.zerosLike(share),
  );
  const isLit = positive(value);
  const saturation = tf.where(
    isLit,
    tf.div(range, tf.where(isLit, value, tf.onesLike(value))),
    tf.zerosLike(value),
  );
  return [hue, saturation, value];
}

/**
 * The colors of hue, saturation and value.
 * @shape three tensors […, 1] → […, 3]
 */
export function redGreenBlue(hue: Tensor, saturation: Tensor, value: Tensor): Tensor {
  const around = (corner: number): Tensor => tf.abs(tf.sub(tf.mul(hue, 6), corner));
  const [red, green, blue] = [tf.sub(around(3), 1), tf.sub(2, around(2)), tf.sub(2, around(4))];
  const pure = tf.clipByValue(tf.concat([red, green, blue], -1), 0, 1);
  return tf.mul(tf.add(tf.mul(tf.sub(pure, 1), saturation), 1), value);
}

/**
 * How bright each color looks.
 * @shape […, 3] → […, 1]
 */
export function gray(colors: Tensor): Tensor {
  return tf.sum(tf.mul(colors, tf.tensor1d(brightness)), -1, true);
}
