/** Grids of numbers side by side, in units of one cell: what the animations of convolutions are made of. */
import { locale } from '../display/locale.js';
import { type AnimationStep, animation } from './animation.js';
import { paleScale, paleSignedScale } from './colorMap.js';
import type { Figure } from './figure.js';
import { ink, otherGray, vermillion } from './palette.js';
import { word } from './words.js';

/** One grid; null for a number that is not there yet. */
export interface NumberGrid {
  title: string;
  values: readonly (readonly (number | null)[])[];
  /** A part inside that is marked by a line, as padding is by the image's edge: [top, left, rows, columns]. */
  inner?: readonly [number, number, number, number];
  /** What stands between this grid and the next: `∗`, `→`. */
  sign?: string;
}

/** What one step shows. */
export interface GridStep {
  name: string;
  /** The grids whose numbers are different in this step, by their place. */
  values?: Readonly<Record<number, readonly (readonly (number | null)[])[]>>;
  /** Cells with a frame, by the grid's place. */
  framed: readonly { grid: number; cells: readonly (readonly [number, number])[]; color?: string }[];
  /** The sum in words, line by line. */
  arithmetic: readonly string[];
}

export interface GridAnimationArgs {
  grids: readonly NumberGrid[];
  steps: readonly GridStep[];
  text: string;
  title?: string | undefined;
  counts?: string;
}

const widthPx = 800;
const largestCellPx = 48;
const gapCells = 1.1;
const titleRoomPx = 34;
const linePx = 21;

export function gridAnimation(args: GridAnimationArgs): Figure {
  const { grids, steps } = args;
  const columns =
    grids.reduce((sum, { values }) => sum + values[0]!.length, 0) + gapCells * (grids.length + 1);
  const cellPx = Math.min(largestCellPx, Math.floor(widthPx / columns));
  const lines = Math.max(...steps.map(({ arithmetic }) => arithmetic.length));
  const rows = Math.max(...grids.map(({ values }) => values.length));
  const topCells = titleRoomPx / cellPx;
  const heightPx = Math.ceil(titleRoomPx + rows * cellPx + 14 + lines * linePx + 8);
  const [pageColumns, pageRows] = [widthPx / cellPx, heightPx / cellPx];
  let left = (pageColumns - columns) / 2 + gapCells;
  const lefts = grids.map(({ values }) => {
    const own = left;
    left += values[0]!.length + gapCells;
    return own;
  });
  // Grids of fewer rows stand in the middle.
  const tops = grids.map(({ values }) => topCells + (rows - values.length) / 2);
  const moving = grids.flatMap((_, index) => (steps.some(({ values }) => values?.[index]) ? [index] : []));
  const scales = grids.map((grid, index) => colorsOf(grid, steps, index));
  const fixedShapes = grids.flatMap(({ values, inner }, index) => {
    const box = (top: number, start: number, high: number, wide: number, line: object, fill: string) => ({
      type: 'rect',
      x0: lefts[index]! + start,
      x1: lefts[index]! + start + wide,
      y0: tops[index]! + top,
      y1: tops[index]! + top + high,
      line,
      fillcolor: fill,
      layer: fill === background ? 'below' : 'above',
    });
    const whole = box(0, 0, values.length, values[0]!.length, { width: 0 }, background);
    if (inner === undefined) return [whole];
    return [
      whole,
      box(inner[0], inner[1], inner[2], inner[3], { color: ink, width: 1.5, dash: 'dot' }, 'rgba(0,0,0,0)'),
    ];
  });
  const most = Math.max(
    ...steps.map(({ framed }) => framed.reduce((sum, { cells }) => sum + cells.length, 0)),
  );
  const frame = { type: 'rect', visible: false, fillcolor: 'rgba(0,0,0,0)', layer: 'above' };
  const frames = Array.from({ length: most }, () => ({ ...frame, x0: 0, x1: 0, y0: 0, y1: 0 }));
  // What does not move is left out of the steps: Plotly goes through the lists place by place.
  const shapesOf = ({ framed }: GridStep) => {
    const shown = framed.flatMap(({ grid, cells, color = vermillion }) =>
      cells.map(([row, column]) => ({
        visible: true,
        x0: inPage(lefts[grid]! + column + 0.03),
        x1: inPage(lefts[grid]! + column + 0.97),
        y0: inPage(tops[grid]! + row + 0.03),
        y1: inPage(tops[grid]! + row + 0.97),
        line: { color, width: 2.5 },
      })),
    );
    const hidden = Array.from({ length: most - shown.length }, () => ({ visible: false }));
    return [...fixedShapes.map(() => ({})), ...shown, ...hidden];
  };
  const at = (x: number, y: number, text: string, more: object) => ({
    x,
    y,
    text,
    showarrow: false,
    xref: 'x',
    yref: 'y',
    ...more,
  });
  const fixedTexts = grids.flatMap(({ title, values, sign }, index) => {
    const [start, wide] = [lefts[index]!, values[0]!.length];
    const heading = at(start + wide / 2, tops[index]! - 0.05, `<b>${title}</b>`, {
      yanchor: 'bottom',
      font: { size: 13 },
    });
    if (sign === undefined) return [heading];
    return [
      heading,
      at(start + wide + gapCells / 2, topCells + rows / 2, sign, { font: { size: 22, color: otherGray } }),
    ];
  });
  const sum = at(pageColumns / 2, topCells + rows + 10 / cellPx, '', { yanchor: 'top', font: { size: 15 } });
  const textsOf = ({ arithmetic }: GridStep) => [
    ...fixedTexts.map(() => ({})),
    { text: arithmetic.join('<br>') },
  ];
  const axis = { visible: false, fixedrange: true, constrain: 'domain' };
  return animation({
    title: args.title,
    text: args.text,
    counts: args.counts ?? word('step'),
    width: widthPx,
    heightPx,
    moving,
    data: grids.map((grid, index) => ({
      type: 'heatmap',
      ...cellsOf(grid.values),
      x: grid.values[0]!.map((_, column) => lefts[index]! + column + 0.5),
      y: grid.values.map((_, row) => tops[index]! + row + 0.5),
      ...scales[index],
      showscale: false,
      xgap: 1,
      ygap: 1,
      texttemplate: cellPx < 15 ? '' : '%{text}',
      textfont: { size: fontPx(grid, steps, index, cellPx), color: ink },
      hoverinfo: 'skip',
    })),
    steps: steps.map(
      (step): AnimationStep => ({
        name: step.name,
        data: moving.map((index) => cellsOf(step.values?.[index] ?? grids[index]!.values)),
        layout: { shapes: shapesOf(step), annotations: textsOf(step) },
      }),
    ),
    layout: {
      xaxis: { ...axis, range: [0, pageColumns] },
      yaxis: { ...axis, range: [pageRows, 0], scaleanchor: 'x' },
      dragmode: false,
      shapes: [...fixedShapes, ...frames],
      annotations: [...fixedTexts, sum],
    },
  });
}

/** A thousandth of a cell is more than a screen shows. */
function inPage(place: number): number {
  return Math.round(place * 1000) / 1000;
}

const background = '#F2F2F2';

function cellsOf(values: NumberGrid['values']) {
  return {
    z: values,
    text: values.map((row) => row.map((value) => (value === null ? '' : shortNumber(value)))),
  };
}

function allNumbers(grid: NumberGrid, steps: readonly GridStep[], index: number): number[] {
  const grids = [grid.values, ...steps.flatMap(({ values }) => (values?.[index] ? [values[index]] : []))];
  return grids.flat(2).filter((value): value is number => value !== null);
}

function colorsOf(grid: NumberGrid, steps: readonly GridStep[], index: number) {
  const numbers = allNumbers(grid, steps, index);
  const most = Math.max(1e-9, ...numbers.map(Math.abs));
  const isSigned = numbers.some((value) => value < 0);
  return isSigned
    ? { zmin: -most, zmax: most, colorscale: paleSignedScale }
    : { zmin: 0, zmax: most, colorscale: paleScale };
}

/** The longest number of a grid fits into its cell. */
function fontPx(grid: NumberGrid, steps: readonly GridStep[], index: number, cellPx: number): number {
  const letters = Math.max(1, ...allNumbers(grid, steps, index).map((value) => shortNumber(value).length));
  return Math.max(7, Math.min(15, Math.floor((cellPx - 4) / (0.62 * letters)), cellPx * 0.45));
}

/** Whole numbers as they are, others with two decimals at most. */
export function shortNumber(value: number): string {
  return (Math.round(value * 100) / 100 || 0)
    .toLocaleString(locale(), { maximumFractionDigits: 2, useGrouping: false })
    .replace('-', '−');
}

/** A number inside a sum or product: negative ones in brackets. */
export function term(value: number): string {
  return value < 0 ? `(${shortNumber(value)})` : shortNumber(value);
}

/** A grid in which only the first places are filled. */
export function filledUpTo(
  values: readonly (readonly number[])[],
  places: readonly { row: number; column: number }[],
  last: number,
): (number | null)[][] {
  const filled: (number | null)[][] = values.map((row) => row.map(() => null));
  for (const { row, column } of places.slice(0, last + 1)) filled[row]![column] = values[row]![column]!;
  return filled;
}

/** A long sum in lines. */
export function sumLines(terms: readonly string[], aLine: number, end: string): string[] {
  const lines: string[] = [];
  for (let start = 0; start < terms.length; start += aLine) {
    lines.push(`${start > 0 ? '+ ' : ''}${terms.slice(start, start + aLine).join(' + ')}`);
  }
  lines[lines.length - 1] += end;
  return lines;
}
