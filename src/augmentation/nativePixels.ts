/** The loops over pixels as vector instructions (`engine/native/pixels.cc`): the same numbers, several times sooner. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pixelsAddonPath } from '../engine/native/places.js';
import type { AffineMap } from './affine.js';
import type { FillMode } from './fillMode.js';
import type { PixelValues } from './pixels.js';

/** What is in the addon; each function changes its last array, `into` or `values`. */
export interface NativePixels {
  readonly interfaceVersion: number;
  nearest(
    values: Uint8Array,
    width: number,
    channels: number,
    columns: Int32Array,
    rows: Int32Array,
    into: Uint8Array,
  ): void;
  resizeColumns(
    values: Uint8Array,
    width: number,
    channels: number,
    firstRow: number,
    endRow: number,
    first: Int32Array,
    count: Int32Array,
    weights: Int32Array,
    stride: number,
    into: Uint8Array,
  ): void;
  resizeRows(
    values: Uint8Array,
    height: number,
    lineLength: number,
    first: Int32Array,
    count: Int32Array,
    weights: Int32Array,
    stride: number,
    into: Uint8Array,
  ): void;
  /** In double precision; the rows' places must not go back. */
  resizeFractions(
    values: Uint8Array,
    height: number,
    width: number,
    channels: number,
    firstRows: Int32Array,
    rowCounts: Int32Array,
    rowWeights: Float64Array,
    rowStride: number,
    firstColumns: Int32Array,
    columnCounts: Int32Array,
    columnWeights: Float64Array,
    columnStride: number,
    into: Float32Array,
  ): void;
  /** Blends the four pixels around every place; `fillMode` is a place in `fillModes`. */
  resample(
    values: PixelValues,
    height: number,
    width: number,
    channels: number,
    map: Float64Array,
    fillMode: number,
    cval: number,
    cutsEdge: number,
    scipyWraps: number,
    into: Float32Array,
  ): void;
  /** Writes the smallest and the largest value; infinities where there are none. */
  range(values: Float32Array, into: Float32Array): void;
  shift(values: Float32Array, shift: number, low: number, high: number): void;
  lookUp(values: Float32Array, table: Float32Array): void;
  scale(from: PixelValues, factor: number, into: Float32Array): void;
}

/** The addon's numbers for these. */
export const fillModes: readonly FillMode[] = ['constant', 'nearest', 'reflect', 'mirror', 'wrap'];

/** Raised whenever what a function takes changes. */
const interfaceVersion = 2;
/** The addon takes no maps that lead further. */
const wildest = 1e9;

const require = createRequire(import.meta.url);
let addon: NativePixels | undefined;
let isSettled = false;

/**
 * The addon; undefined where it could not be compiled, where it is that of another version, and with
 * `CUADERNO_ENGINE=wasm`, which does without everything compiled.
 */
export function nativePixels(): NativePixels | undefined {
  if (!isSettled) {
    isSettled = true;
    addon = process.env.CUADERNO_ENGINE === 'wasm' ? undefined : loaded();
  }
  return addon;
}

/** What a function gives without the addon. */
export function withoutNativePixels<Result>(work: () => Result): Result {
  const kept = nativePixels();
  addon = undefined;
  try {
    return work();
  } finally {
    addon = kept;
  }
}

/** The numbers of a map; undefined for one that the addon does not take. */
export function tameMap({ xx, xy, x0, yx, yy, y0 }: AffineMap): Float64Array | undefined {
  const numbers = Float64Array.of(xx, xy, x0, yx, yy, y0);
  return numbers.every((number) => Math.abs(number) < wildest) ? numbers : undefined;
}

function loaded(): NativePixels | undefined {
  if (!existsSync(pixelsAddonPath())) return undefined;
  try {
    const found = require(pixelsAddonPath()) as NativePixels;
    return found.interfaceVersion === interfaceVersion ? found : undefined;
  } catch {
    // Built for another machine: JavaScript gives the same numbers.
    return undefined;
  }
}
