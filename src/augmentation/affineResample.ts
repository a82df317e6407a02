/** Draws an image anew through an affine map: the one resample that all geometric augmentation shares. */
import type { AffineMap } from './affine.js';
import { type FillMode, outside, placeInside, scipyWrap } from './fillMode.js';
import { fillModes, nativePixels, tameMap } from './nativePixels.js';
import { blankLike, type FloatPixels, type Pixels } from './pixels.js';

/** How places between pixels and beyond the edge are filled. */
export interface ResampleOptions {
  /** 0 takes the nearest pixel, 1 (the default) blends the four around. */
  order?: 0 | 1;
  /** What stands beyond the edges. Default `nearest`. */
  fillMode?: FillMode;
  /** The value of `constant`. Default 0. */
  cval?: number;
  /** Whether `constant` blends with the edge over the last pixel, as keras.ops does, or cuts there, as scipy does. */
  blendsEdge?: boolean;
  /** scipy's `wrap`, of period size − 1. */
  scipyWraps?: boolean;
}

/**
 * @shape image [height, width, channels] → the same
 * @param into takes the result, instead of new memory
 */
export function affineResample(
  image: Pixels,
  map: AffineMap,
  options: ResampleOptions = {},
  into: Float32Array = blankLike(image).values,
): FloatPixels {
  const { order = 1 } = options;
  if (order === 1 && resampledNatively(image, map, options, into)) return { ...image, values: into };
  const fill = order === 0 ? nearestRow : blendedRow;
  const sampler = { image, map, options: { fillMode: 'nearest' as const, cval: 0, ...options } };
  for (let y = 0; y < image.height; y++) fill(sampler, into, y);
  return { ...image, values: into };
}

function resampledNatively(
  { values, height, width, channels }: Pixels,
  map: AffineMap,
  options: ResampleOptions,
  into: Float32Array,
): boolean {
  const native = nativePixels();
  const numbers = tameMap(map);
  if (native === undefined || numbers === undefined || values.length === 0) return false;
  const { fillMode = 'nearest', cval = 0, blendsEdge = false, scipyWraps = false } = options;
  const cutsEdge = fillMode === 'constant' && !blendsEdge;
  const wraps = fillMode === 'wrap' && scipyWraps;
  const mode = fillModes.indexOf(fillMode);
  native.resample(values, height, width, channels, numbers, mode, cval, +cutsEdge, +wraps, into);
  return true;
}

interface Sampler {
  image: Pixels;
  map: AffineMap;
  options: ResampleOptions & { fillMode: FillMode; cval: number };
}

function nearestRow(sampler: Sampler, into: Float32Array, y: number): void {
  const { values, width, height, channels } = sampler.image;
  const { xx, xy, x0, yx, yy, y0 } = sampler.map;
  const { fillMode, cval, scipyWraps = false, blendsEdge = false } = sampler.options;
  const cutsEdge = fillMode === 'constant' && !blendsEdge;
  const wraps = fillMode === 'wrap' && scipyWraps;
  const [rowX, rowY] = [xy * y + x0, yy * y + y0];
  let to = y * width * channels;
  for (let x = 0; x < width; x++, to += channels) {
    let sourceX = xx * x + rowX;
    let sourceY = yx * x + rowY;
    if (wraps) {
      sourceX = scipyWrap(sourceX, width);
      sourceY = scipyWrap(sourceY, height);
    }
    let column = Math.floor(sourceX + 0.5);
    let row = Math.floor(sourceY + 0.5);
    if (cutsEdge && !(sourceX >= 0 && sourceX <= width - 1 && sourceY >= 0 && sourceY <= height - 1)) {
      column = outside;
    } else if (column < 0 || column >= width || row < 0 || row >= height) {
      column = placeInside(column, width, fillMode);
      row = placeInside(row, height, fillMode);
    }
    if (column === outside || row === outside) {
      into.fill(cval, to, to + channels);
      continue;
    }
    const from = (row * width + column) * channels;
    into[to] = values[from]!;
    for (let channel = 1; channel < channels; channel++) into[to + channel] = values[from + channel]!;
  }
}

function blendedRow(sampler: Sampler, into: Float32Array, y: number): void {
  const { width, channels } = sampler.image;
  const [first, end] = insideSpan(sampler, y);
  const isClamped = channels === 3 && width > 1 && sampler.image.height > 1;
  const fillEdge = isClamped && sampler.options.fillMode === 'nearest' ? clampedColors : edgeSpan;
  fillEdge(sampler, into, y, 0, first);
  fillEdge(sampler, into, y, end, width);
  if (channels === 3) blendedColors(sampler, into, y, first, end);
  else blendedSpan(sampler, into, y, first, end);
}

/** The columns of a row all of whose four neighbours lie inside the image: no edge has to be thought of. */
function insideSpan({ image, map }: Sampler, y: number): [first: number, end: number] {
  const [fromX, endX] = spanOf(map.xx, map.xy * y + map.x0, image.width - 1, image.width);
  const [fromY, endY] = spanOf(map.yx, map.yy * y + map.y0, image.height - 1, image.width);
  const first = Math.max(fromX, fromY);
  return [first, Math.max(first, Math.min(endX, endY))];
}

/** Where 0 ≤ slope·x + start < bound, for whole x in [0, width). */
function spanOf(slope: number, start: number, bound: number, width: number): [number, number] {
  const hair = 1e-9;
  if (slope === 0) return start >= 0 && start < bound ? [0, width] : [0, 0];
  const [zero, full] = [-start / slope, (bound - start) / slope];
  const low = Math.ceil(Math.min(zero, full) + hair);
  const high = Math.ceil(Math.max(zero, full) - hair);
  let first = Math.min(Math.max(low, 0), width);
  let end = Math.min(Math.max(high, first), width);
  // A quotient by almost nothing says little: the ends are tried, and what lies between them lies inside, too.
  const isInside = (x: number): boolean => slope * x + start >= 0 && slope * x + start < bound;
  while (first < end && !isInside(first)) first++;
  while (end > first && !isInside(end - 1)) end--;
  return [first, end];
}

function blendedColors({ image, map }: Sampler, into: Float32Array, y: number, first: number, end: number) {
  const { values, width } = image;
  const { xx, yx } = map;
  const [rowX, rowY] = [map.xy * y + map.x0, map.yy * y + map.y0];
  const below = width * 3;
  let to = (y * width + first) * 3;
  for (let x = first; x < end; x++) {
    const sourceX = xx * x + rowX;
    const sourceY = yx * x + rowY;
    const column = sourceX | 0;
    const row = sourceY | 0;
    const right = sourceX - column;
    const down = sourceY - row;
    const from = (row * width + column) * 3;
    const bottomRight = right * down;
    const topRight = right - bottomRight;
    const bottomLeft = down - bottomRight;
    const topLeft = 1 - right - bottomLeft;
    const under = from + below;
    into[to] =
      topLeft * values[from]! +
      topRight * values[from + 3]! +
      bottomLeft * values[under]! +
      bottomRight * values[under + 3]!;
    into[to + 1] =
      topLeft * values[from + 1]! +
      topRight * values[from + 4]! +
      bottomLeft * values[under + 1]! +
      bottomRight * values[under + 4]!;
    into[to + 2] =
      topLeft * values[from + 2]! +
      topRight * values[from + 5]! +
      bottomLeft * values[under + 2]! +
      bottomRight * values[under + 5]!;
    to += 3;
  }
}

/** The edge pixels repeat beyond the edges: a place outside shows what the nearest place on the edge shows. */
function clampedColors({ image, map }: Sampler, into: Float32Array, y: number, first: number, end: number) {
  const { values, width, height } = image;
  const { xx, yx } = map;
  const [rowX, rowY] = [map.xy * y + map.x0, map.yy * y + map.y0];
  const [lastColumn, lastRow] = [width - 1, height - 1];
  let to = (y * width + first) * 3;
  for (let x = first; x < end; x++, to += 3) {
    const wantedX = xx * x + rowX;
    const wantedY = yx * x + rowY;
    const sourceX = wantedX > 0 ? (wantedX < lastColumn ? wantedX : lastColumn) : 0;
    const sourceY = wantedY > 0 ? (wantedY < lastRow ? wantedY : lastRow) : 0;
    // The last pixel is the right one of a pair.
    const column = sourceX < lastColumn ? sourceX | 0 : lastColumn - 1;
    const row = sourceY < lastRow ? sourceY | 0 : lastRow - 1;
    const right = sourceX - column;
    const down = sourceY - row;
    const from = (row * width + column) * 3;
    const under = from + width * 3;
    for (let channel = 0; channel < 3; channel++) {
      const top = values[from + channel]! * (1 - right) + values[from + 3 + channel]! * right;
      const bottom = values[under + channel]! * (1 - right) + values[under + 3 + channel]! * right;
      into[to + channel] = top * (1 - down) + bottom * down;
    }
  }
}

function blendedSpan({ image, map }: Sampler, into: Float32Array, y: number, first: number, end: number) {
  const { values, width, channels } = image;
  const [rowX, rowY] = [map.xy * y + map.x0, map.yy * y + map.y0];
  let to = (y * width + first) * channels;
  for (let x = first; x < end; x++) {
    const sourceX = map.xx * x + rowX;
    const sourceY = map.yx * x + rowY;
    const column = sourceX | 0;
    const row = sourceY | 0;
    const [right, down] = [sourceX - column, sourceY - row];
    const from = (row * width + column) * channels;
    const under = from + width * channels;
    for (let channel = 0; channel < channels; channel++, to++) {
      const top = values[from + channel]! * (1 - right) + values[from + channels + channel]! * right;
      const bottom = values[under + channel]! * (1 - right) + values[under + channels + channel]! * right;
      into[to] = top * (1 - down) + bottom * down;
    }
  }
}

/** Pixels that look over the edge. */
function edgeSpan(sampler: Sampler, into: Float32Array, y: number, first: number, end: number): void {
  const { image } = sampler;
  const { values, width, height, channels } = image;
  const { xx, xy, x0, yx, yy, y0 } = sampler.map;
  const { fillMode, cval, blendsEdge = false, scipyWraps = false } = sampler.options;
  const cutsEdge = fillMode === 'constant' && !blendsEdge;
  const wraps = fillMode === 'wrap' && scipyWraps;
  const [rowX, rowY] = [xy * y + x0, yy * y + y0];
  let to = (y * width + first) * channels;
  for (let x = first; x < end; x++, to += channels) {
    let sourceX = xx * x + rowX;
    let sourceY = yx * x + rowY;
    if (cutsEdge && !(sourceX >= 0 && sourceX <= width - 1 && sourceY >= 0 && sourceY <= height - 1)) {
      into.fill(cval, to, to + channels);
      continue;
    }
    if (wraps) {
      sourceX = scipyWrap(sourceX, width);
      sourceY = scipyWrap(sourceY, height);
    }
    const column = Math.floor(sourceX);
    const row = Math.floor(sourceY);
    const right = sourceX - column;
    const down = sourceY - row;
    const column0 = placeInside(column, width, fillMode);
    const column1 = right === 0 ? column0 : placeInside(column + 1, width, fillMode);
    const row0 = placeInside(row, height, fillMode);
    const row1 = down === 0 ? row0 : placeInside(row + 1, height, fillMode);
    const topLeft = startOf(image, row0, column0);
    const topRight = startOf(image, row0, column1);
    const bottomLeft = startOf(image, row1, column0);
    const bottomRight = startOf(image, row1, column1);
    for (let channel = 0; channel < channels; channel++) {
      const top =
        (topLeft === outside ? cval : values[topLeft + channel]!) * (1 - right) +
        (topRight === outside ? cval : values[topRight + channel]!) * right;
      const bottom =
        (bottomLeft === outside ? cval : values[bottomLeft + channel]!) * (1 - right) +
        (bottomRight === outside ? cval : values[bottomRight + channel]!) * right;
      into[to + channel] = top * (1 - down) + bottom * down;
    }
  }
}

/** Where a pixel's values begin. */
function startOf({ width, channels }: Pixels, row: number, column: number): number {
  return row === outside || column === outside ? outside : (row * width + column) * channels;
}
