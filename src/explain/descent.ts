/** The way that an optimizer takes down a surface of two parameters. */
import type { Tensor } from '@tensorflow/tfjs';
import { type Scalar, tf } from '../engine/index.js';
import type { Optimizer } from '../training/optimizers/index.js';

/** z = f(x, y), element by element, so that it takes single numbers and whole grids. */
export type Surface = (x: Tensor, y: Tensor) => Tensor;

export interface DescentPoint {
  x: number;
  y: number;
  loss: number;
}

/** The points, from the start on; it ends early where a number is no longer finite. */
export function descend(
  surface: Surface,
  optimizer: Optimizer,
  start: readonly [x: number, y: number],
  steps: number,
): DescentPoint[] {
  const [x, y] = tf.tidy(() => [tf.variable(tf.scalar(start[0])), tf.variable(tf.scalar(start[1]))] as const);
  try {
    const now = (): DescentPoint =>
      tf.tidy(() => ({
        x: x.dataSync()[0]!,
        y: y.dataSync()[0]!,
        loss: surface(x, y).dataSync()[0]!,
      }));
    const points = [now()];
    for (let step = 0; step < steps; step++) {
      tf.tidy(() => {
        const { grads } = tf.variableGrads(() => tf.sum(surface(x, y)) as Scalar, [x, y]);
        optimizer.applyGradients(grads);
      });
      const point = now();
      if (![point.x, point.y, point.loss].every(Number.isFinite)) break;
      points.push(point);
    }
    return points;
  } finally {
    x.dispose();
    y.dispose();
    optimizer.dispose();
  }
}

/** f on a grid, [y][x]. */
export function heights(surface: Surface, xs: readonly number[], ys: readonly number[]): number[][] {
  return tf.tidy(() => {
    const x = tf.tile(tf.tensor2d([[...xs]]), [ys.length, 1]);
    const y = tf.tile(tf.reshape(tf.tensor1d([...ys]), [ys.length, 1]), [1, xs.length]);
    return surface(x, y).arraySync() as number[][];
  });
}
