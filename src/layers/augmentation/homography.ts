/** The projection that maps four points to four others. Heckbert 1989, "Fundamentals of Texture Mapping and Image
 *  Warping", 2.2.3: by way of the unit square, without a system of equations to solve. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * The projections that map `to` on `from`, as `resampleImages` takes them. The tensors it makes are the caller's tidy's.
 * @shape points [batch, 4, 2]: top left, top right, bottom left, bottom right, each (x, y) → [batch, 8]
 */
export function homography(from: Tensor, to: Tensor): Tensor {
  const product = tf.matMul(fromSquare(from), adjugate(fromSquare(to)));
  const entries = tf.reshape(product, [-1, 9]);
  const [batch] = entries.shape as [number, number];
  return tf.div(tf.slice(entries, [0, 0], [batch, 8]), tf.slice(entries, [0, 8], [batch, 1]));
}

/** From the unit square to four points, [batch, 3, 3]. */
function fromSquare(points: Tensor): Tensor {
  const [x0, y0, x1, y1, x2, y2, x3, y3] = tf.split(tf.reshape(points, [-1, 8]), 8, 1) as Eight;
  const cross = (a: Tensor, b: Tensor, c: Tensor, d: Tensor): Tensor => tf.sub(tf.mul(a, d), tf.mul(b, c));
  const [alongX, downX] = [tf.sub(x1, x3), tf.sub(x2, x3)];
  const [alongY, downY] = [tf.sub(y1, y3), tf.sub(y2, y3)];
  const [restX, restY] = [tf.add(tf.sub(x0, x1), tf.sub(x3, x2)), tf.add(tf.sub(y0, y1), tf.sub(y3, y2))];
  const determinant = cross(alongX, downX, alongY, downY);
  const g = tf.div(cross(restX, downX, restY, downY), determinant);
  const h = tf.div(cross(alongX, restX, alongY, restY), determinant);
  const towards = (end: Tensor, start: Tensor, tilt: Tensor): Tensor =>
    tf.add(tf.sub(end, start), tf.mul(tilt, end));
  const rows = [
    [towards(x1, x0, g), towards(x2, x0, h), x0],
    [towards(y1, y0, g), towards(y2, y0, h), y0],
    [g, h, tf.onesLike(g)],
  ];
  return tf.reshape(tf.concat(rows.flat(), 1), [-1, 3, 3]);
}

type Eight = [Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor];

/** The inverse but for a factor, which a projection does not have: the cross products of the columns. */
function adjugate(matrices: Tensor): Tensor {
  const columns = tf.split(matrices, 3, 2).map((column) => tf.split(column, 3, 1));
  const row = (first: number, second: number): Tensor[] => {
    const [a, b] = [columns[first]!, columns[second]!];
    return [1, 2, 0].map((one, index) => {
      const other = [2, 0, 1][index]!;
      return tf.sub(tf.mul(a[one]!, b[other]!), tf.mul(a[other]!, b[one]!));
    });
  };
  return tf.reshape(tf.concat([...row(1, 2), ...row(2, 0), ...row(0, 1)], 1), [-1, 3, 3]);
}
