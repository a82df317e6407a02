/** Where boxes lie after the image around them has moved. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * The smallest upright box around the four moved corners, cut at the image's borders. Pixel centers are whole numbers,
 * so that a box of the whole image is [0, 0, width, height] and its corners lie half a pixel outside of the centers.
 * @shape boxes [batch, boxes, 4] as left, top, right, bottom; projections [batch, 8] from output to input → as the boxes
 */
export function moveBoxes(
  boxes: Tensor,
  projections: Tensor,
  [height, width]: readonly [height: number, width: number],
): Tensor {
  const [left, top, right, bottom] = tf.split(tf.sub(boxes, 0.5), 4, 2) as Four;
  const inverse = inverted(projections);
  const corners = [
    [left, top],
    [right, top],
    [left, bottom],
    [right, bottom],
  ].map(([x, y]) => projected(x!, y!, inverse));
  const across = (index: 0 | 1, limit: number): [Tensor, Tensor] => {
    const all = corners.map((corner) => corner[index]);
    const cut = (edge: Tensor): Tensor => tf.clipByValue(tf.add(edge, 0.5), 0, limit);
    return [cut(all.reduce((a, b) => tf.minimum(a, b))), cut(all.reduce((a, b) => tf.maximum(a, b)))];
  };
  const [x, y] = [across(0, width), across(1, height)];
  return tf.concat([x[0], y[0], x[1], y[1]], 2);
}

type Four = [Tensor, Tensor, Tensor, Tensor];

/** The nine entries of the inverse matrices but for a factor, each [batch, 1, 1]: the adjugate. */
function inverted(projections: Tensor): Tensor[] {
  const parts = tf.split(tf.reshape(projections, [-1, 8, 1]), 8, 1);
  const m = [...parts, tf.onesLike(parts[0]!)];
  const minor = (a: number, b: number, c: number, d: number): Tensor =>
    tf.sub(tf.mul(m[a]!, m[d]!), tf.mul(m[b]!, m[c]!));
  return [
    minor(4, 5, 7, 8),
    minor(2, 1, 8, 7),
    minor(1, 2, 4, 5),
    minor(5, 3, 8, 6),
    minor(0, 2, 6, 8),
    minor(2, 0, 5, 3),
    minor(3, 4, 6, 7),
    minor(1, 0, 7, 6),
    minor(0, 1, 3, 4),
  ];
}

function projected(x: Tensor, y: Tensor, m: readonly Tensor[]): [Tensor, Tensor] {
  const row = (from: number): Tensor =>
    tf.addN([tf.mul(x, m[from]!), tf.mul(y, m[from + 1]!), tf.mul(tf.onesLike(x), m[from + 2]!)]);
  const k = row(6);
  return [tf.div(row(0), k), tf.div(row(3), k)];
}
