/** Patterns between −1 and 1 for every pixel: what is on a surface must not tell what shape it has. */
import type { RandomGenerator } from '../../src/engine/seed.js';
import { turn } from './turn.js';

/** Fills `pattern` (size × size) with one of: plain, a gradient, stripes, checks, blotches. */
export function texture(random: RandomGenerator, size: number, pattern: Float64Array): void {
  const kind = random.nextInteger(5);
  const { cos, sin } = turn(random.next());
  const period = 4 + 6 * random.next();
  const phase = random.next();
  if (kind === 4) {
    blotches(random, size, pattern);
    return;
  }
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const along = (x - size / 2) * cos + (y - size / 2) * sin;
      const across = (y - size / 2) * cos - (x - size / 2) * sin;
      pattern[y * size + x] =
        kind === 0
          ? 0
          : kind === 1
            ? along / (0.7 * size)
            : kind === 2
              ? wave(along / period + phase)
              : wave(along / period + phase) * wave(across / period + phase);
    }
  }
}

/** A triangle wave with flattened tops: period 1, from −1 to 1. */
function wave(t: number): number {
  const triangle = 4 * Math.abs(t - Math.floor(t) - 0.5) - 1;
  return Math.max(-1, Math.min(1, 2.5 * triangle));
}

/** Random values on a coarse grid, interpolated. */
function blotches(random: RandomGenerator, size: number, pattern: Float64Array): void {
  const cells = 3 + random.nextInteger(4);
  const side = cells + 1;
  const grid = Float64Array.from({ length: side * side }, () => 2 * random.next() - 1);
  for (let y = 0; y < size; y++) {
    const row = Math.floor((y * cells) / size);
    const down = (y * cells) / size - row;
    for (let x = 0; x < size; x++) {
      const column = Math.floor((x * cells) / size);
      const right = (x * cells) / size - column;
      const corner = row * side + column;
      const above = grid[corner]! * (1 - right) + grid[corner + 1]! * right;
      const below = grid[corner + side]! * (1 - right) + grid[corner + side + 1]! * right;
      pattern[y * size + x] = above * (1 - down) + below * down;
    }
  }
}
