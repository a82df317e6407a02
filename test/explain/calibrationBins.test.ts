import { expect, it } from 'vitest';
import { calibrationBins } from '../../src/index.js';

it('sorts predictions by confidence, and weighs how far each bin is off', () => {
  const rows = [
    [0.9, 0.1],
    [0.8, 0.2],
    [0.05, 0.95],
    [0.45, 0.55],
  ];
  const { bins, error } = calibrationBins([0, 1, 1, 1], rows, 4);
  expect(bins.map(({ count }) => count)).toEqual([0, 0, 1, 3]);
  expect(bins[2]).toMatchObject({ from: 0.5, to: 0.75, confidence: 0.55, accuracy: 1 });
  expect(bins[3]!.accuracy).toBeCloseTo(2 / 3, 12);
  // ¼·|1 − 0.55| + ¾·|⅔ − (0.9 + 0.8 + 0.95)/3|
  expect(error).toBeCloseTo(0.25 * 0.45 + 0.75 * (2.65 / 3 - 2 / 3), 12);
  // A certain prediction belongs to the last bin.
  expect(calibrationBins([0], [[1, 0]], 10).bins[9]!.count).toBe(1);
  expect(() => calibrationBins([0, 1], [[1, 0]])).toThrow('2 labels, 1 rows');
});
