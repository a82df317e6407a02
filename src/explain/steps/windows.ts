/** The positions of a window on a grid of numbers, and the grids that animations and lessons by hand go through. */
import type { Tensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';

/** Rows of numbers. */
export type Matrix = readonly (readonly number[])[];

export interface WindowArgs {
  /** Default 1. */
  stride?: number;
  /** Zeros on every side. Default 0. */
  padding?: number;
  /** The distance between neighboring elements of the window. Default 1. */
  dilation?: number;
}

/** One place of a window, in rows and columns of the padded grid. */
export interface WindowPlace {
  /** Where its result goes. */
  row: number;
  column: number;
  /** The cells under the window, row by row. */
  cells: readonly (readonly [row: number, column: number])[];
}

/** More numbers than that are no longer read. */
const mostCells = 16;

/** @throws {ArgumentError} unless it is a grid of at most 16×16 numbers, all rows of one length */
export function matrixOf(caller: string, argument: string, given: Matrix | Tensor): number[][] {
  const rows = 'arraySync' in given ? given.arraySync() : given;
  const matrix = Array.isArray(rows) ? (rows as unknown[]) : [];
  const width = Array.isArray(matrix[0]) ? matrix[0].length : 0;
  const isGrid = matrix.every(
    (row): row is number[] =>
      Array.isArray(row) && row.length === width && row.every((value) => Number.isFinite(value)),
  );
  if (width > 0 && isGrid && Math.max(matrix.length, width) <= mostCells) return matrix as number[][];
  throw new ArgumentError(
    `${caller}: expected ${argument} to be rows of numbers of one length, at most ${mostCells}×${mostCells}; received ${
      isGrid ? `${matrix.length}×${width}` : 'something else'
    }.`,
  );
}

/** @throws {ArgumentError} unless it is a whole number of at least `least` */
export function requireWhole(caller: string, argument: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ArgumentError(
    `${caller}: expected ${argument} to be a whole number of at least ${least}; received ${value}.`,
  );
}

/** The grid with zeros around it. */
export function padded(matrix: Matrix, zeros: number): number[][] {
  const width = matrix[0]!.length + 2 * zeros;
  const empty = Array.from({ length: zeros }, () => zerosOf(1, width)[0]!);
  const sides = Array<number>(zeros).fill(0);
  return [...empty, ...matrix.map((row) => [...sides, ...row, ...sides]), ...empty.map((row) => [...row])];
}

/**
 * Every place of a window of a size, row by row.
 * @throws {ArgumentError} with the arithmetic, where it does not fit or does not end at the edge
 */
export function windowPlaces(
  caller: string,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
  { stride = 1, dilation = 1 }: WindowArgs,
): { places: WindowPlace[]; size: [number, number] } {
  const count = (length: number, window: number): number => {
    const reach = (window - 1) * dilation + 1;
    const positions = (length - reach) / stride + 1;
    if (positions >= 1 && Number.isInteger(positions)) return positions;
    throw new ArgumentError(
      `${caller}: a window of ${rows}×${columns} does not fit ${height}×${width} with stride ${stride}: (${length} − ${reach})/${stride} + 1 = ${String(Math.round(positions * 100) / 100).replace('-', '−')}.`,
    );
  };
  const size: [number, number] = [count(height, rows), count(width, columns)];
  const places = grid(size[0], size[1]).map(([row, column]) => ({
    row,
    column,
    cells: grid(rows, columns).map(
      ([y, x]) => [row * stride + y * dilation, column * stride + x * dilation] as const,
    ),
  }));
  return { places, size };
}

/** All cells of a grid, row by row. */
export function grid(rows: number, columns: number): (readonly [number, number])[] {
  return Array.from({ length: rows * columns }, (_, at) => [Math.floor(at / columns), at % columns] as const);
}

export function zerosOf(rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => Array<number>(columns).fill(0));
}

export function sizeOfMatrix(matrix: Matrix): [number, number] {
  return [matrix.length, matrix[0]!.length];
}
