/** t-SNE: places points on a plane so that neighbors stay neighbors. van der Maaten & Hinton 2008, "Visualizing Data using
 *  t-SNE", exact: p_ij from Gaussians of equal perplexity, q_ij ∝ (1 + |y_i − y_j|²)⁻¹,
 *  ∂KL/∂y_i = 4 Σ_j (p_ij − q_ij)(y_i − y_j)/(1 + |y_i − y_j|²). */
import { randomGenerator } from '../../engine/index.js';
import { principalComponents } from './principalComponents.js';

export interface TsneArgs {
  perplexity: number;
  steps: number;
  seed: number;
}

/** The first steps pull neighbors together, so that groups form. */
const exaggeration = { factor: 12, steps: 250 };

/** @param points [points][features]; more than 3·perplexity of them. Gives [points][2]. */
export function tsne(
  points: readonly ArrayLike<number>[],
  { perplexity, steps, seed }: TsneArgs,
): Float64Array[] {
  const count = points.length;
  const shares = affinities(points, perplexity);
  const random = randomGenerator(seed);
  const { projected } = principalComponents(points, 2);
  const spread = Math.sqrt(projected.reduce((sum, row) => sum + row[0]! ** 2, 0) / count) || 1;
  // The principal components as the start keep what is far apart in its place; a little noise parts equal points.
  const places = Float64Array.from(
    { length: 2 * count },
    (_, at) => (1e-4 * (projected[at >> 1]![at & 1] ?? 0)) / spread + 1e-6 * (random.next() - 0.5),
  );
  const moves = new Float64Array(2 * count);
  const gains = new Float64Array(2 * count).fill(1);
  const early = Math.min(exaggeration.steps, Math.floor(steps / 3));
  const rate = Math.max(50, count / exaggeration.factor);
  for (let step = 0; step < steps; step++) {
    const slopes = gradient(shares, places, step < early ? exaggeration.factor : 1);
    const momentum = step < early ? 0.5 : 0.8;
    for (let at = 0; at < places.length; at++) {
      const turns = Math.sign(slopes[at]!) !== Math.sign(moves[at]!);
      gains[at] = Math.max(0.01, turns ? gains[at]! + 0.2 : gains[at]! * 0.8);
      moves[at] = momentum * moves[at]! - rate * gains[at]! * slopes[at]!;
      places[at]! += moves[at]!;
    }
  }
  return Array.from({ length: count }, (_, index) => places.slice(2 * index, 2 * index + 2));
}

/** p_ij, symmetric, with a sum of 1: [points × points]. */
export function affinities(points: readonly ArrayLike<number>[], perplexity: number): Float64Array {
  const count = points.length;
  const conditional = new Float64Array(count * count);
  for (let from = 0; from < count; from++) {
    const distances = Float64Array.from(points, (point) => squaredDistance(points[from]!, point));
    conditional.set(rowOf(distances, from, Math.log(perplexity)), from * count);
  }
  return conditional.map((value, at) => {
    const [row, column] = [Math.floor(at / count), at % count];
    return (value + conditional[column * count + row]!) / (2 * count);
  });
}

/** The Gaussian around one point whose entropy is log(perplexity), by bisection. */
function rowOf(distances: Float64Array, self: number, entropy: number): Float64Array {
  let [low, high, precision] = [0, Number.POSITIVE_INFINITY, 1];
  let row = distances;
  const nearest = distances.reduce(
    (least, value, at) => (at === self ? least : Math.min(least, value)),
    Infinity,
  );
  for (let round = 0; round < 80; round++) {
    row = distances.map((distance, at) => (at === self ? 0 : Math.exp(-(distance - nearest) * precision)));
    const sum = row.reduce((total, value) => total + value, 0);
    row = row.map((value) => value / sum);
    const own = row.reduce((total, value) => total - (value > 0 ? value * Math.log(value) : 0), 0);
    if (Math.abs(own - entropy) < 1e-7) break;
    if (own > entropy) low = precision;
    else high = precision;
    precision = Number.isFinite(high) ? (low + high) / 2 : precision * 2;
  }
  return row;
}

/** ∂KL/∂y for p times a factor. */
export function gradient(shares: Float64Array, places: Float64Array, factor: number): Float64Array {
  const count = places.length / 2;
  const near = new Float64Array(count * count);
  let sum = 0;
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const [dx, dy] = [places[2 * a]! - places[2 * b]!, places[2 * a + 1]! - places[2 * b + 1]!];
      const value = 1 / (1 + dx * dx + dy * dy);
      near[a * count + b] = value;
      sum += 2 * value;
    }
  }
  const slopes = new Float64Array(places.length);
  for (let a = 0; a < count; a++) {
    for (let b = a + 1; b < count; b++) {
      const value = near[a * count + b]!;
      const pull = 4 * (factor * shares[a * count + b]! - value / sum) * value;
      for (let axis = 0; axis < 2; axis++) {
        const move = pull * (places[2 * a + axis]! - places[2 * b + axis]!);
        slopes[2 * a + axis]! += move;
        slopes[2 * b + axis]! -= move;
      }
    }
  }
  return slopes;
}

function squaredDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at]! - b[at]!) ** 2;
  return sum;
}
