import { expect, test } from 'vitest';
import { pathLength, pathPoints, pointAlong } from '../../../src/plots/drawing/svgPaths.js';

test('absolute and relative segments', () => {
  expect(pathPoints('M1,2L4,6h2v-3H0Z')).toEqual([
    [1, 2],
    [4, 6],
    [6, 6],
    [6, 3],
    [0, 3],
  ]);
  expect(pathPoints('m1 1l2-1-.5.5')).toEqual([
    [1, 1],
    [3, 0],
    [2.5, 0.5],
  ]);
});

test('length and points of a 3-4-5 path', () => {
  const path = 'M0,0L3,4L3,10';
  expect(pathLength(path)).toBe(11);
  expect(pointAlong(path, 2.5)).toEqual([1.5, 2]);
  expect(pointAlong(path, 8)).toEqual([3, 7]);
  expect(pointAlong(path, 99)).toEqual([3, 10]);
});
