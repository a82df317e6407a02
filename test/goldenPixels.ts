/** Compares images as the reference values ask for. */
import { expect } from 'vitest';
import type { Tolerance } from './goldenCases.js';

export interface PixelTolerance extends Tolerance {
  /** Bounds the mean difference. */
  mean_abs?: number;
  /** The share of values that may lie outside. */
  max_mismatch_fraction?: number;
}

/** Fails where more values differ than the tolerance allows. */
export function expectWithin(
  actual: ArrayLike<number>,
  expected: ArrayLike<number>,
  { rtol, atol, mean_abs, max_mismatch_fraction = 0 }: PixelTolerance,
): void {
  expect(actual.length).toBe(expected.length);
  const wrong: string[] = [];
  let sum = 0;
  for (let index = 0; index < expected.length; index++) {
    const [a, b] = [actual[index]!, expected[index]!];
    const difference = Math.abs(a - b);
    sum += difference;
    if (!(difference <= atol + rtol * Math.abs(b))) wrong.push(`element ${index}: ${a}, not ${b}`);
  }
  expect(wrong.length / expected.length, wrong.slice(0, 3).join('; ')).toBeLessThanOrEqual(
    max_mismatch_fraction,
  );
  if (mean_abs !== undefined) expect(sum / expected.length).toBeLessThanOrEqual(mean_abs);
}
