/** Points on an SVG path, which jsdom does not compute: Plotly asks for them to draw arrows and contour labels. */

type Point = readonly [number, number];

/** How many numbers each command takes; the end point is the last two. */
const numbersPer: Record<string, number> = { m: 2, l: 2, t: 2, s: 4, q: 4, c: 6, a: 7, h: 1, v: 1 };

/** The end points of a path's segments; curves count as the straight line between their ends. */
export function pathPoints(path: string): Point[] {
  const points: Point[] = [];
  let [x, y] = [0, 0];
  for (const [, letter = '', list = ''] of path.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const command = letter.toLowerCase();
    const relative = letter === command;
    const step = numbersPer[command];
    if (step === undefined) continue;
    const numbers = list.match(/[-+]?(?:\d*\.\d+|\d+\.?)(?:[eE][-+]?\d+)?/g)?.map(Number) ?? [];
    for (let at = 0; at + step <= numbers.length; at += step) {
      const last = numbers[at + step - 1]!;
      const dx = command === 'v' ? (relative ? 0 : x) : command === 'h' ? last : numbers[at + step - 2]!;
      const dy = command === 'h' ? (relative ? 0 : y) : last;
      [x, y] = relative ? [x + dx, y + dy] : [dx, dy];
      points.push([x, y]);
    }
  }
  return points;
}

/** The length of the polyline through a path's points, in pixels. */
export function pathLength(path: string): number {
  return segments(path).reduce((sum, { length }) => sum + length, 0);
}

/** The point at a distance from the path's start, along it. */
export function pointAlong(path: string, distance: number): Point {
  let left = distance;
  let end: Point = pathPoints(path)[0] ?? [0, 0];
  for (const { from, to, length } of segments(path)) {
    end = to;
    if (left <= length && length > 0) {
      const share = Math.max(0, left) / length;
      return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
    }
    left -= length;
  }
  return end;
}

function segments(path: string): { from: Point; to: Point; length: number }[] {
  const points = pathPoints(path);
  return points.slice(1).map((to, index) => {
    const from = points[index]!;
    return { from, to, length: Math.hypot(to[0] - from[0], to[1] - from[1]) };
  });
}
