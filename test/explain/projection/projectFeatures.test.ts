import { describe, expect, it } from 'vitest';
import { randomGenerator } from '../../../src/engine/index.js';
import { principalComponents } from '../../../src/explain/projection/principalComponents.js';
import { affinities, gradient } from '../../../src/explain/projection/tsne.js';
import { projectFeatures, tf } from '../../../src/index.js';

/** Three groups of 15 points in 20 dimensions, 8 apart. */
function groups(): { points: number[][]; labels: number[] } {
  const random = randomGenerator(5);
  const labels = Array.from({ length: 45 }, (_, index) => index % 3);
  const points = labels.map((label) =>
    Array.from({ length: 20 }, (_, axis) => (axis === label ? 8 : 0) + random.next() - 0.5),
  );
  return { points, labels };
}

/** The share of points whose nearest neighbor is of their group. */
function purity(points: readonly (readonly [number, number])[], labels: readonly number[]): number {
  const own = points.filter(([x, y], index) => {
    const distances = points.map(([a, b], other) =>
      other === index ? Infinity : (a - x) ** 2 + (b - y) ** 2,
    );
    return labels[distances.indexOf(Math.min(...distances))] === labels[index];
  });
  return own.length / points.length;
}

describe('principal components', () => {
  it('are the eigenvectors of the covariance, in closed form for two features', () => {
    const random = randomGenerator(2);
    const points = Array.from({ length: 200 }, () => {
      const [a, b] = [random.next() - 0.5, random.next() - 0.5];
      return [3 * a + b + 7, a - 2 * b - 1];
    });
    const mean = [0, 1].map((axis) => points.reduce((sum, point) => sum + point[axis]!, 0) / points.length);
    const covariance = (i: number, j: number) =>
      points.reduce((sum, point) => sum + (point[i]! - mean[i]!) * (point[j]! - mean[j]!), 0) / points.length;
    const [p, q, r] = [covariance(0, 0), covariance(0, 1), covariance(1, 1)];
    const root = Math.sqrt(((p - r) / 2) ** 2 + q ** 2);
    const eigenvalues = [(p + r) / 2 + root, (p + r) / 2 - root];
    const { projected, shares } = principalComponents(points, 2);
    for (const [index, value] of eigenvalues.entries()) {
      const variance = projected.reduce((sum, row) => sum + row[index]! ** 2, 0) / points.length;
      expect(variance).toBeCloseTo(value, 8);
      expect(shares[index]).toBeCloseTo(value / (p + r), 8);
    }
    expect(projected.reduce((sum, row) => sum + row[0]! * row[1]!, 0)).toBeCloseTo(0, 6);
  });

  it('of points on a line have one share, and constant features are no trouble', () => {
    const line = Array.from({ length: 10 }, (_, index) => [index, 2 * index, 5]);
    const { shares, points } = projectFeatures(line);
    expect(shares![0]).toBeCloseTo(1, 10);
    expect(shares![1]).toBeCloseTo(0, 10);
    // Neighbors are √5 apart.
    expect(Math.abs(points[1]![0] - points[0]![0])).toBeCloseTo(Math.sqrt(5), 8);
  });
});

describe('t-SNE', () => {
  it('gives every point the same perplexity, and shares that sum to 1', () => {
    const { points } = groups();
    const shares = affinities(points, 6);
    expect(shares.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
    // Points on a ring are all alike: each row of the symmetric shares is a Gaussian of the perplexity asked for.
    const ring = Array.from({ length: 24 }, (_, index) => [
      Math.cos((index * Math.PI) / 12),
      Math.sin((index * Math.PI) / 12),
    ]);
    const row = [...affinities(ring, 5).slice(0, 24)].map((value) => value * 24);
    const entropy = row.reduce((sum, value) => sum - (value > 0 ? value * Math.log(value) : 0), 0);
    expect(Math.exp(entropy)).toBeCloseTo(5, 4);
  });

  it('descends the gradient of the Kullback–Leibler divergence', () => {
    const { points } = groups();
    const few = points.slice(0, 9);
    const shares = affinities(few, 2);
    const random = randomGenerator(8);
    const places = Float64Array.from({ length: 18 }, () => random.next() * 3);
    const divergence = (at: Float64Array): number => {
      const near = few.map((_, a) =>
        few.map((_one, b) =>
          a === b ? 0 : 1 / (1 + (at[2 * a]! - at[2 * b]!) ** 2 + (at[2 * a + 1]! - at[2 * b + 1]!) ** 2),
        ),
      );
      const sum = near.flat().reduce((total, value) => total + value, 0);
      return near.flat().reduce((total, value, index) => {
        const share = shares[index]!;
        return share > 0 ? total + share * Math.log((share * sum) / value) : total;
      }, 0);
    };
    const slopes = gradient(shares, places, 1);
    for (const at of [0, 5, 11, 17]) {
      const [up, down] = [1e-5, -1e-5].map((step) =>
        divergence(places.map((value, index) => (index === at ? value + step : value))),
      );
      expect(slopes[at]).toBeCloseTo((up! - down!) / 2e-5, 7);
    }
  });

  it('keeps groups together, repeats with its seed, and takes tensors', () => {
    const { points, labels } = groups();
    const args = { method: 'tsne', perplexity: 8, steps: 750, seed: 1 } as const;
    const found = projectFeatures(tf.tensor2d(points), args);
    expect(purity(found.points, labels)).toBe(1);
    expect(projectFeatures(tf.tensor2d(points), args)).toEqual(found);
    expect(() => projectFeatures(points, { method: 'tsne', perplexity: 20 })).toThrow('perplexity from 1 to');
    expect(() => projectFeatures(points.slice(0, 2))).toThrow('from 3 to 20000 points for pca; received 2');
  });
});
