/** Sizes given as one number for both directions or as one for each, checked. */
import { ArgumentError } from '../errors.js';
import type { Pair } from '../layers/convolution/convolutionArguments.js';

/** @throws {ArgumentError} unless it is one whole number above 0, or two */
export function asPair(caller: string, argument: string, given: Pair): [number, number] {
  const pair = (typeof given === 'number' ? [given, given] : [...given]) as [number, number];
  if (pair.length === 2 && pair.every((size) => Number.isInteger(size) && size > 0)) return pair;
  throw new ArgumentError(
    `${caller}: expected ${argument} to be a whole number above 0, or two of them; received ${JSON.stringify(given)}.`,
  );
}

/** @throws {ArgumentError} unless it is a whole number above 0 */
export function requirePositive(caller: string, argument: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new ArgumentError(`${caller}: expected ${argument} in whole numbers above 0; received ${value}.`);
}
