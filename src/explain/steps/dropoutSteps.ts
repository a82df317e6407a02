/** Inverted dropout, one training step after the other: output = input · mask / (1 − rate). */
import { randomGenerator } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Matrix } from './windows.js';

export interface DropoutStep {
  /** 1 where a number is kept. */
  mask: number[][];
  output: number[][];
  /** The mean of all outputs so far: it comes to the input. */
  mean: number[][];
}

/** @throws {ArgumentError} for a rate outside [0, 1) */
export function dropoutSteps(
  caller: string,
  input: Matrix,
  { rate, steps, seed }: { rate: number; steps: number; seed: number },
): DropoutStep[] {
  if (!(rate >= 0 && rate < 1)) {
    throw new ArgumentError(`${caller}: expected rate in [0, 1); received ${rate}.`);
  }
  const random = randomGenerator(seed);
  let sum = input.map((row) => row.map(() => 0));
  return Array.from({ length: steps }, (_, step) => {
    const mask = input.map((row) => row.map(() => Number(random.next() >= rate)));
    const output = input.map((row, y) => row.map((value, x) => (value * mask[y]![x]!) / (1 - rate)));
    sum = sum.map((row, y) => row.map((value, x) => value + output[y]![x]!));
    const mean = sum.map((row) => row.map((value) => value / (step + 1)));
    return { mask, output, mean };
  });
}
