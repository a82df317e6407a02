import { describe, expect, it } from 'vitest';
import { ArgumentError, regularizers, tf } from '../../../src/index.js';

const weight = [
  [1, -2],
  [3, 4],
];

function penalty(regularizer: regularizers.Regularizer, x: number[][] = weight): number {
  return tf.tidy(() => regularizer.apply(tf.tensor2d(x)).dataSync()[0]!);
}

describe('regularizers', () => {
  it('sum sizes and squares', () => {
    // Σ|x| = 10, Σx² = 30.
    expect(penalty(regularizers.l1())).toBeCloseTo(0.1, 6);
    expect(penalty(regularizers.l2({ l2: 0.5 }))).toBeCloseTo(15, 5);
    expect(penalty(regularizers.l1l2({ l1: 0.1, l2: 0.01 }))).toBeCloseTo(1.3, 6);
    expect(penalty(regularizers.l1l2())).toBe(0);
  });

  it('measure the cosines of rows and columns', () => {
    // Rows (1, −2) and (3, 4): (3 − 8)/(√5·5); columns (1, 3) and (−2, 4): (−2 + 12)/(√10·√20).
    const factor = { factor: 1 };
    expect(penalty(regularizers.orthogonalRegularizer(factor))).toBeCloseTo(1 / Math.sqrt(5), 5);
    expect(penalty(regularizers.orthogonalRegularizer({ ...factor, mode: 'columns' }))).toBeCloseTo(
      Math.SQRT1_2,
      5,
    );
  });

  it.each([() => regularizers.l1({ l1: -1 }), () => regularizers.l2({ l2: Number.NaN })])(
    'refuse negative factors',
    (make) => {
      expect(make).toThrow(ArgumentError);
    },
  );
});
