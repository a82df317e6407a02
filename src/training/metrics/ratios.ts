/** Arithmetic on lists of counts. */

/** numerators / denominators, 0 where nothing was counted. */
export function ratios(numerators: ArrayLike<number>, denominators: ArrayLike<number>): number[] {
  return Array.from(numerators, (numerator, index) => ratio(numerator, denominators[index]!));
}

/** numerator / denominator, 0 where nothing was counted. */
export function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return ratio(sum(values), values.length);
}

export function sum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((total, value) => total + value, 0);
}

/** The first and the second half. */
export function halves(sums: Float64Array): [Float64Array, Float64Array] {
  const [first, second] = parts(sums, 2);
  return [first!, second!];
}

/** `count` parts of the same length. */
export function parts(sums: Float64Array, count: number): Float64Array[] {
  const size = sums.length / count;
  return Array.from({ length: count }, (_, index) => sums.subarray(index * size, (index + 1) * size));
}
