/** Pooling one window after the other: with windows of one size, or with those that give an output of a given size,
 *  floor(i·H/k) … ceil((i + 1)·H/k) − 1. */
import { ArgumentError } from '../../errors.js';
import {
  grid,
  type Matrix,
  requireWhole,
  sizeOfMatrix,
  type WindowPlace,
  windowPlaces,
  zerosOf,
} from './windows.js';

/** What is kept of a window. */
export type PoolingKind = 'max' | 'average' | 'min';

export interface PoolingSteps {
  places: WindowPlace[];
  output: number[][];
}

/** @throws {ArgumentError} where the window does not fit, with the arithmetic */
export function poolingSteps(
  caller: string,
  image: Matrix,
  args: { poolSize: number; stride: number; kind: PoolingKind },
): PoolingSteps {
  const { poolSize, stride, kind } = args;
  requireWhole(caller, 'poolSize', poolSize, 1);
  requireWhole(caller, 'stride', stride, 1);
  const { places, size } = windowPlaces(caller, sizeOfMatrix(image), [poolSize, poolSize], { stride });
  return { places, output: pooled(image, places, size, kind) };
}

/** @throws {ArgumentError} for an output larger than the image */
export function adaptivePoolingSteps(
  caller: string,
  image: Matrix,
  args: { outputSize: readonly [number, number]; kind: PoolingKind },
): PoolingSteps {
  const { outputSize, kind } = args;
  const size = sizeOfMatrix(image);
  for (const [axis, length] of outputSize.entries()) {
    requireWhole(caller, 'outputSize', length, 1);
    if (length > size[axis]!) {
      throw new ArgumentError(
        `${caller}: expected an outputSize of at most ${size.join('×')}; received ${outputSize.join('×')}.`,
      );
    }
  }
  const bounds = (index: number, axis: 0 | 1): [number, number] => [
    Math.floor((index * size[axis]) / outputSize[axis]),
    Math.ceil(((index + 1) * size[axis]) / outputSize[axis]),
  ];
  const places = grid(outputSize[0], outputSize[1]).map(([row, column]) => {
    const [[top, bottom], [left, right]] = [bounds(row, 0), bounds(column, 1)];
    const cells = grid(bottom - top, right - left).map(([y, x]) => [top + y, left + x] as const);
    return { row, column, cells };
  });
  return { places, output: pooled(image, places, outputSize, kind) };
}

function pooled(
  image: Matrix,
  places: readonly WindowPlace[],
  size: readonly [number, number],
  kind: PoolingKind,
): number[][] {
  const output = zerosOf(...size);
  for (const { row, column, cells } of places) {
    const values = cells.map(([y, x]) => image[y]![x]!);
    output[row]![column] = keep[kind](values);
  }
  return output;
}

const keep: Record<PoolingKind, (values: readonly number[]) => number> = {
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  average: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
};
