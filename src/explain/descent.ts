/** The ways that optimizers take down a surface of two parameters. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { inJavaScript, type Scalar, tf } from '../engine/index.js';
import type { Optimizer } from '../training/optimizers/index.js';

/** z = f(x, y), element by element, so that it takes single numbers and whole grids. */
export type Surface = (x: Tensor, y: Tensor) => Tensor;

export interface DescentPoint {
  x: number;
  y: number;
  loss: number;
}

/**
 * The points of each optimizer, from the start on; a way ends early where a number is no longer finite. All go side by
 * side: one gradient a step serves them all, and the numbers are read once, at the end. To an optimizer a point is one
 * variable, [x, y].
 * Computed in JavaScript, as the tensors are of two numbers.
 */
export function descend(...given: Parameters<typeof descent>): DescentPoint[][] {
  return inJavaScript(() => descent(...given));
}

function descent(
  surface: Surface,
  optimizers: readonly Optimizer[],
  start: readonly [x: number, y: number],
  steps: number,
): DescentPoint[][] {
  const points = tf.tidy(() => optimizers.map(() => tf.variable(tf.tensor1d([...start]))));
  let ways: DescentPoint[][] = [];
  try {
    tf.tidy(() => {
      ways = waysOf(points, surface, optimizers, steps);
    });
    return ways;
  } finally {
    tf.dispose(points);
    for (const optimizer of optimizers) optimizer.dispose();
  }
}

function waysOf(
  variables: readonly Variable[],
  surface: Surface,
  optimizers: readonly Optimizer[],
  steps: number,
): DescentPoint[][] {
  const loss = (points: Tensor): Tensor => {
    const [x, y] = tf.unstack(points, -1);
    return surface(x!, y!);
  };
  const slopes = tf.grad((points: Tensor) => tf.sum(loss(points)) as Scalar);
  const standing = (): Tensor => tf.stack([...variables]); // [optimizers, 2]
  const places = [standing()];
  for (let step = 0; step < steps; step++) {
    const gradients = tf.tidy(() => tf.unstack(slopes(places[step]!)));
    for (const [index, optimizer] of optimizers.entries()) {
      optimizer.applyGradients([{ name: variables[index]!.name, tensor: gradients[index]! }]);
    }
    tf.dispose(gradients);
    places.push(standing());
  }
  const all = tf.stack(places); // [steps + 1, optimizers, 2]
  const points = all.arraySync() as [number, number][][];
  const losses = loss(all).arraySync() as number[][];
  return optimizers.map((_, index) => {
    const way = points.map((at, step): DescentPoint => {
      const [x, y] = at[index]!;
      return { x, y, loss: losses[step]![index]! };
    });
    const end = way.findIndex((point) => !Object.values(point).every(Number.isFinite));
    return end < 0 ? way : way.slice(0, Math.max(1, end));
  });
}

/** f on a grid, [y][x]. */
export function heights(surface: Surface, xs: readonly number[], ys: readonly number[]): number[][] {
  return tf.tidy(() => {
    const x = tf.tile(tf.tensor2d([[...xs]]), [ys.length, 1]);
    const y = tf.tile(tf.reshape(tf.tensor1d([...ys]), [ys.length, 1]), [1, xs.length]);
    return surface(x, y).arraySync() as number[][];
  });
}
