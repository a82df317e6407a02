import type { Outline } from './outlines.js';

/** Lines scanned in each row of pixels; along a line the coverage is exact. */
const linesPerRow = 4;

/** Where a shape stands, in pixels; its outline is scaled, then turned, then moved. */
export interface Placement {
  x: number;
  y: number;
  scaleX: number;
  scaleY: number;
  cos: number;
  sin: number;
}

/**
 * How much of each pixel an outline covers, 0 … 1, anti-aliased: even-odd scan lines, four a row.
 * @param coverage size × size numbers, overwritten
 */
export function coverageOf(outline: Outline, place: Placement, size: number, coverage: Float64Array): void {
  coverage.fill(0);
  const edges = edgesOf(outline, place);
  const crossings: number[] = [];
  for (let line = 0; line < size * linesPerRow; line++) {
    const y = (line + 0.5) / linesPerRow;
    crossings.length = 0;
    for (let edge = 0; edge < edges.length; edge += 4) {
      const top = edges[edge + 1]!;
      const bottom = edges[edge + 3]!;
      if (top <= y === bottom <= y) continue;
      const left = edges[edge]!;
      crossings.push(left + ((y - top) / (bottom - top)) * (edges[edge + 2]! - left));
    }
    crossings.sort((a, b) => a - b);
    const row = Math.floor(line / linesPerRow) * size;
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      fillSpan(coverage, row, size, crossings[pair]!, crossings[pair + 1]!);
    }
  }
}

/** Adds the span from `left` to `right` to one row, each pixel by the part of it that is covered. */
function fillSpan(coverage: Float64Array, row: number, size: number, left: number, right: number): void {
  const from = Math.max(0, left);
  const to = Math.min(size, right);
  for (let pixel = Math.floor(from); pixel < to; pixel++) {
    const covered = Math.min(to, pixel + 1) - Math.max(from, pixel);
    coverage[row + pixel]! += covered / linesPerRow;
  }
}

/** x, y, x, y of both ends of each edge, in pixels. */
function edgesOf(outline: Outline, { x, y, scaleX, scaleY, cos, sin }: Placement): Float64Array {
  const edges = new Float64Array(4 * outline.reduce((sum, ring) => sum + ring.length, 0));
  let edge = 0;
  for (const ring of outline) {
    const start = edge;
    for (const [pointX, pointY] of ring) {
      const placedX = x + pointX * scaleX * cos - pointY * scaleY * sin;
      const placedY = y + pointX * scaleX * sin + pointY * scaleY * cos;
      edges[edge] = placedX;
      edges[edge + 1] = placedY;
      // This point also ends the edge before it; the ring's first point ends its last edge.
      const previous = edge === start ? start + 4 * (ring.length - 1) : edge - 4;
      edges[previous + 2] = placedX;
      edges[previous + 3] = placedY;
      edge += 4;
    }
  }
  return edges;
}
