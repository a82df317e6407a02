/** Many features of each point → two numbers, to draw. */
import type { Tensor } from '@tensorflow/tfjs';
import { nextSeed } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { principalComponents } from './projection/principalComponents.js';
import { tsne } from './projection/tsne.js';

/** Arguments of `projectFeatures`. */
export interface ProjectFeaturesArgs {
  /** `pca`: the two directions of most variance. `tsne`: neighbors stay neighbors, distances do not. Default `pca`. */
  method?: 'pca' | 'tsne';
  /** t-SNE: how many neighbors count, about. Default 30, or fewer for few points. */
  perplexity?: number;
  /** t-SNE: steps of the optimization. Default 750. */
  steps?: number;
  /** t-SNE: makes it repeatable. */
  seed?: number;
}

/** Points on a plane. */
export interface ProjectedFeatures {
  points: [x: number, y: number][];
  /** PCA: the share of the variance along each axis. */
  shares: number[] | undefined;
}

/** The time of t-SNE grows with the square. */
const mostPoints = { pca: 20_000, tsne: 3000 };

/**
 * Puts points with many features on a plane.
 * @param features [points, …], such as the output of a layer, or a row for each point
 * @throws {ArgumentError} for fewer than 3 points or too many, and a perplexity that they do not allow
 * @example
 * const [flat] = activations(model, test.take(30).toTensors().x, { layers: ['flatten'] });
 * const { points } = projectFeatures(flat.output, { method: 'tsne', steps: 50, seed: 1 });
 * points.length; // 30
 */
export function projectFeatures(
  features: Tensor | readonly ArrayLike<number>[],
  args: ProjectFeaturesArgs = {},
): ProjectedFeatures {
  const { method = 'pca' } = args;
  const rows = rowsOf(features);
  const most = mostPoints[method];
  if (rows.length < 3 || rows.length > most) {
    throw new ArgumentError(
      `projectFeatures: expected from 3 to ${most} points for ${method}; received ${rows.length}.`,
    );
  }
  if (method === 'pca') {
    const { projected, shares } = principalComponents(rows, 2);
    return { points: projected.map(pointOf), shares };
  }
  const perplexity = args.perplexity ?? Math.min(30, (rows.length - 1) / 3);
  if (!(perplexity >= 1 && perplexity <= (rows.length - 1) / 3 + 1e-9)) {
    throw new ArgumentError(
      `projectFeatures: expected a perplexity from 1 to a third of the other points, ${((rows.length - 1) / 3).toFixed(1)}; received ${perplexity}.`,
    );
  }
  const { steps = 750, seed = nextSeed() } = args;
  return { points: tsne(rows, { perplexity, steps, seed }).map(pointOf), shares: undefined };
}

function pointOf(row: Float64Array): [number, number] {
  return [row[0] ?? 0, row[1] ?? 0];
}

function rowsOf(features: Tensor | readonly ArrayLike<number>[]): ArrayLike<number>[] {
  if (!('dataSync' in features)) return [...features];
  const values = features.dataSync();
  const count = features.shape[0] ?? 0;
  const width = values.length / Math.max(1, count);
  return Array.from({ length: count }, (_, index) => values.subarray(index * width, (index + 1) * width));
}
