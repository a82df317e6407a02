/** Principal component analysis: the directions in which points spread most, by subspace iteration. */
import { randomGenerator } from '../../engine/index.js';
import { symmetricEigen } from './symmetricEigen.js';

/** More directions than asked for make the iteration converge faster. */
const spare = 6;
const mostRounds = 400;

export interface PrincipalComponents {
  /** [points][components] */
  projected: Float64Array[];
  /** The share of the variance along each component. */
  shares: number[];
}

/** @param points [points][features]; at least two */
export function principalComponents(
  points: readonly ArrayLike<number>[],
  components: number,
): PrincipalComponents {
  const [count, features] = [points.length, points[0]!.length];
  const centered = center(points);
  const total = centered.reduce((sum, row) => sum + row.reduce((own, value) => own + value * value, 0), 0);
  const width = Math.min(features, count, components + spare);
  const random = randomGenerator(1);
  let basis = orthonormal(
    Array.from({ length: width }, () => Float64Array.from({ length: features }, () => random.next() - 0.5)),
  );
  let last: number[] = [];
  for (let round = 0; round < mostRounds; round++) {
    // Xᵀ(X·v) for each v.
    const products = basis.map((direction) => {
      const sum = new Float64Array(features);
      for (const row of centered) {
        const along = dot(row, direction);
        for (let at = 0; at < features; at++) sum[at]! += along * row[at]!;
      }
      return sum;
    });
    const sizes = products.map((product) => Math.sqrt(dot(product, product)));
    basis = orthonormal(products);
    const isSettled = sizes
      .slice(0, components)
      .every((size, index) => Math.abs(size - (last[index] ?? 0)) <= 1e-12 * (size + 1e-300));
    last = sizes;
    if (isSettled && round > 2) break;
  }
  const found = rotated(basis, centered).slice(0, components).map(signed);
  const projected = centered.map((row) => Float64Array.from(found, (direction) => dot(row, direction)));
  const shares = found.map(
    (_, index) => projected.reduce((sum, row) => sum + row[index]! ** 2, 0) / (total || 1),
  );
  return { projected, shares };
}

function center(points: readonly ArrayLike<number>[]): Float64Array[] {
  const features = points[0]!.length;
  const mean = new Float64Array(features);
  for (const point of points) for (let at = 0; at < features; at++) mean[at]! += point[at]! / points.length;
  return points.map((point) => Float64Array.from({ length: features }, (_, at) => point[at]! - mean[at]!));
}

/** The directions turned within their subspace so that the covariance is diagonal (Rayleigh & Ritz), largest first. */
function rotated(basis: readonly Float64Array[], centered: readonly Float64Array[]): Float64Array[] {
  const along = centered.map((row) => basis.map((direction) => dot(row, direction)));
  const matrix = basis.map((_, i) =>
    basis.map((_one, j) => along.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  return symmetricEigen(matrix).vectors.map((turn) =>
    Float64Array.from({ length: basis[0]!.length }, (_, at) =>
      basis.reduce((sum, direction, row) => sum + direction[at]! * turn[row]!, 0),
    ),
  );
}

/** Gram & Schmidt, twice for accuracy; a direction that is nothing new becomes zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const own = Float64Array.from(vector);
    for (let pass = 0; pass < 2; pass++) {
      for (const other of done) {
        const along = dot(own, other);
        for (let at = 0; at < own.length; at++) own[at]! -= along * other[at]!;
      }
    }
    const length = Math.sqrt(dot(own, own));
    done.push(length > 1e-150 ? own.map((value) => value / length) : own.fill(0));
  }
  return done;
}

/** The largest entry is positive: a direction and its opposite are the same to the method, but not to a picture. */
function signed(direction: Float64Array): Float64Array {
  const largest = direction.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
  return largest < 0 ? direction.map((value) => -value) : direction;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += a[at]! * b[at]!;
  return sum;
}
