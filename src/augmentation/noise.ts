import type { RandomGenerator } from '../engine/seed.js';
import { limitOf } from './color.js';
import type { FloatPixels } from './pixels.js';

/** Adds Gaussian noise to every value, within 0 … 255 (0 … 1 for such images). Changes the image given. */
export function addNoise({ values }: FloatPixels, stddev: number, random: RandomGenerator): void {
  if (stddev === 0) return;
  const limit = limitOf(values);
  for (let at = 0; at < values.length; at += 2) {
    // Box and Muller's two numbers from two.
    const radius = stddev * Math.sqrt(-2 * Math.log(1 - random.next()));
    const angle = 2 * Math.PI * random.next();
    values[at] = Math.min(limit, Math.max(0, values[at]! + radius * Math.cos(angle)));
    if (at + 1 < values.length) {
      values[at + 1] = Math.min(limit, Math.max(0, values[at + 1]! + radius * Math.sin(angle)));
    }
  }
}
