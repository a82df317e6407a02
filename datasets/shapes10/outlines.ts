/** The ten shapes as polygons around the origin, all of about the same area, so that size does not tell them apart. */
import { turn } from './turn.js';

type Point = readonly [x: number, y: number];
/** One or more closed rings; a point is inside if a ray from it crosses them an odd number of times. */
export type Outline = readonly (readonly Point[])[];

/** By class name; y points down. */
export const outlines = {
  circle: [arc(0, 0, 0.86, 0, 1)],
  triangle: [arc(0, 0.1, 1.12, 0, 1, 3)],
  square: [
    [
      [-0.76, -0.76],
      [0.76, -0.76],
      [0.76, 0.76],
      [-0.76, 0.76],
    ],
  ],
  star: [star(5, 1.15, 0.48)],
  cross: [
    [
      [-0.3, -1],
      [0.3, -1],
      [0.3, -0.3],
      [1, -0.3],
      [1, 0.3],
      [0.3, 0.3],
      [0.3, 1],
      [-0.3, 1],
      [-0.3, 0.3],
      [-1, 0.3],
      [-1, -0.3],
      [-0.3, -0.3],
    ],
  ],
  ring: [arc(0, 0, 1, 0, 1), arc(0, 0, 0.54, 0, 1)],
  crescent: [[...arc(0, 0, 1.05, 0.14, 0.86), ...arc(0.42, 0, 0.84, 0.78, 0.22)]],
  heart: [heart()],
  arrow: [
    [
      [0, -1.1],
      [0.85, -0.15],
      [0.32, -0.15],
      [0.32, 1],
      [-0.32, 1],
      [-0.32, -0.15],
      [-0.85, -0.15],
    ],
  ],
  hourglass: [
    [
      [-0.85, -1.05],
      [0.85, -1.05],
      [0.14, 0],
      [0.85, 1.05],
      [-0.85, 1.05],
      [-0.14, 0],
    ],
  ],
} as const satisfies Record<string, Outline>;

/** Points on a circle, from one angle to another in turns clockwise from the right; `to` below `from` runs backwards. */
function arc(x: number, y: number, radius: number, from: number, to: number, steps = 36): Point[] {
  const closes = to - from === 1;
  return Array.from({ length: closes ? steps : steps + 1 }, (_, step): Point => {
    const { cos, sin } = turn(from + ((to - from) * step) / steps - (closes ? 0.25 : 0));
    return [x + radius * cos, y + radius * sin];
  });
}

function star(points: number, outer: number, inner: number): Point[] {
  return Array.from({ length: 2 * points }, (_, corner): Point => {
    const { cos, sin } = turn(corner / (2 * points) - 0.25);
    const radius = corner % 2 === 0 ? outer : inner;
    return [radius * cos, radius * sin];
  });
}

/** x = 16 sin³t, y = 13 cos t − 5 cos 2t − 2 cos 3t − cos 4t, the well-known heart curve. */
function heart(): Point[] {
  return Array.from({ length: 40 }, (_, step): Point => {
    const t = step / 40;
    const { sin } = turn(t);
    const y = 13 * turn(t).cos - 5 * turn(2 * t).cos - 2 * turn(3 * t).cos - turn(4 * t).cos;
    return [(16 * sin * sin * sin) / 15, -(y + 2) / 15];
  });
}
