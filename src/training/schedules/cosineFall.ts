import type { Arithmetic } from './arithmetic.js';

/** From 1 at fraction 0 to alpha at fraction 1: (1 − alpha) · ½(1 + cos(π · fraction)) + alpha. */
export function cosineFall<T>(a: Arithmetic<T>, fraction: T, alpha: number): T {
  return a.add(a.mul(a.sub(1, alpha), cosine(a, fraction)), alpha);
}

/** From 1 at fraction 0 to 0 at fraction 1: ½(1 + cos(π · fraction)). */
export function cosine<T>(a: Arithmetic<T>, fraction: T): T {
  return a.mul(0.5, a.add(1, a.cos(a.mul(Math.PI, fraction))));
}
