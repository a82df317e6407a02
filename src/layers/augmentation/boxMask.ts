/** Random boxes in images, and the pixels inside them. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** Where boxes lie along one axis, each [batch], in pixels. */
export interface Extent {
  start: Tensor;
  end: Tensor;
}

/** An extent that covers a share of an axis and lies somewhere on it. */
export function extentOf(share: Tensor, place: Tensor, length: number): Extent {
  const covered = tf.mul(share, length);
  const start = tf.mul(place, tf.sub(length, covered));
  return { start, end: tf.add(start, covered) };
}

/** Which pixels lie inside: bool [batch, height, width, 1]. */
export function boxMask(x: Extent, y: Extent, [height, width]: readonly [number, number]): Tensor {
  const inside = ({ start, end }: Extent, places: Tensor): Tensor => {
    const [from, to] = [start, end].map((edge) => tf.reshape(edge, [-1, 1, 1, 1])) as [Tensor, Tensor];
    return tf.logicalAnd(tf.greaterEqual(places, from), tf.less(places, to));
  };
  const columns = tf.reshape(tf.range(0, width), [1, 1, width, 1]);
  const rows = tf.reshape(tf.range(0, height), [1, height, 1, 1]);
  return tf.logicalAnd(inside(x, columns), inside(y, rows));
}
