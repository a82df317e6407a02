/** Optimizers racing down one surface. */
import { formatNumber } from '../display/locale.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { type DescentPoint, descend, heights, type Surface } from '../explain/descent.js';
import { requireWhole } from '../explain/steps/windows.js';
import { adam, type Optimizer, rmsprop, sgd } from '../training/optimizers/index.js';
import { animation } from './animation.js';
import { seriesColor } from './curves.js';
import type { Figure } from './figure.js';
import { word } from './words.js';

/** A surface by name: a long valley, a pass between two hills, Rosenbrock's bent valley. */
export type SurfaceName = 'ravine' | 'saddle' | 'rosenbrock';

/** Arguments of `plots.showGradientDescent`. */
export interface ShowGradientDescentOptions {
  /** Default `ravine`. A function works element by element, on numbers and on grids. */
  surface?: SurfaceName | Surface;
  /** Where all begin; the surface's own place if left out. */
  start?: readonly [x: number, y: number];
  /** By name; SGD, SGD with momentum, RMSprop and Adam if left out. They are used up. */
  optimizers?: Readonly<Record<string, Optimizer>>;
  /** Default 60. */
  steps?: number;
  /** What is shown, [[x from, to], [y from, to]]; the surface's own if left out. */
  range?: readonly [readonly [number, number], readonly [number, number]];
  title?: string;
}

interface Scene {
  surface: Surface;
  start: readonly [number, number];
  range: readonly [readonly [number, number], readonly [number, number]];
}

const scenes: Record<SurfaceName, Scene> = {
  // x²/20 + y²: twenty times steeper across than along.
  ravine: {
    surface: (x, y) => tf.add(tf.div(tf.square(x), 20), tf.square(y)),
    start: [-8, 1.6],
    range: [
      [-10, 4],
      [-2.6, 2.6],
    ],
  },
  // x² − y²/2 + y⁴/16: the minima are at y = ±2.
  saddle: {
    surface: (x, y) =>
      tf.add(tf.sub(tf.square(x), tf.div(tf.square(y), 2)), tf.div(tf.square(tf.square(y)), 16)),
    start: [-1.6, 0.02],
    range: [
      [-2.2, 2.2],
      [-3, 3],
    ],
  },
  // ((1 − x)² + 10·(y − x²)²)/10
  rosenbrock: {
    surface: (x, y) =>
      tf.div(tf.add(tf.square(tf.sub(1, x)), tf.mul(10, tf.square(tf.sub(y, tf.square(x))))), 10),
    start: [-1.4, 1.2],
    range: [
      [-2, 2],
      [-1, 3],
    ],
  },
};

const gridPoints = 61;
/** More frames than this and steps are left out between them. */
const mostFrames = 60;

/**
 * The way of each optimizer over the same surface, step by step, computed by the library's own optimizers.
 * @throws {ArgumentError} for a surface that has no such name
 * @example
 * plots.showGradientDescent({
 *   surface: 'ravine',
 *   optimizers: { SGD: optimizers.sgd({ learningRate: 0.9 }), Adam: optimizers.adam({ learningRate: 0.3 }) },
 *   steps: 30,
 * });
 */
export function showGradientDescent(options: ShowGradientDescentOptions = {}): Figure {
  const { surface: given = 'ravine', steps = 60 } = options;
  requireWhole('plots.showGradientDescent', 'steps', steps, 1);
  const own = typeof given === 'string' ? scenes[given] : undefined;
  if (typeof given === 'string' && own === undefined) {
    throw new ArgumentError(
      `plots.showGradientDescent: expected surface ${Object.keys(scenes).join(', ')} or a function; received "${given}".`,
    );
  }
  const surface = typeof given === 'string' ? own!.surface : given;
  const start = options.start ?? own?.start ?? [-1, 1];
  const range = options.range ?? own?.range ?? rangeAround(start);
  const racers = options.optimizers ?? usualRacers();
  const descents = descend(surface, Object.values(racers), start, steps);
  const ways = Object.keys(racers).map((name, index) => ({ name, points: descents[index]! }));
  const [xs, ys] = range.map(([from, to]) =>
    Array.from({ length: gridPoints }, (_, index) => from + ((to - from) * index) / (gridPoints - 1)),
  ) as [number[], number[]];
  const z = heights(surface, xs, ys);
  const lowest = Math.min(...z.flat(), ...ways.flatMap(({ points }) => points.map(({ loss }) => loss)));
  const every = Math.ceil(steps / mostFrames);
  const shown = Array.from({ length: Math.floor(steps / every) + 1 }, (_, index) => index * every);
  const partOf = (points: readonly DescentPoint[], step: number) => {
    const part = points.slice(0, step + 1);
    return { x: part.map(({ x }) => round(x)), y: part.map(({ y }) => round(y)) };
  };
  return animation({
    title: options.title,
    counts: word('step'),
    stepMs: 120,
    heightPx: 400,
    text: `${word('gradientDescent')}, ${steps} ${word('steps')}: ${ways
      .map(({ name, points }) => `${name} ${formatNumber(points.at(-1)!.loss, 4)}`)
      .join(', ')}.`,
    data: [
      {
        type: 'contour',
        x: xs.map(round),
        y: ys.map(round),
        // By the logarithm, since the loss falls by orders of magnitude.
        z: z.map((row) => row.map((value) => round(Math.log10(value - lowest + 1e-3)))),
        ncontours: 18,
        colorscale: [
          [0, '#FFFFFF'],
          [1, '#8FA9BC'],
        ],
        showscale: false,
        line: { width: 0.6, color: '#7C93A5' },
        hoverinfo: 'skip',
      },
      ...ways.map(({ name }, index) => ({
        type: 'scatter',
        mode: 'lines+markers',
        name,
        line: { color: seriesColor(index), width: 2.5, shape: 'linear' },
        marker: {
          size: 5,
          symbol: ['circle', 'square', 'diamond', 'cross', 'x', 'star', 'pentagon'][index % 7],
        },
        hovertemplate: `${name}<br>%{x:.3f}, %{y:.3f}<extra></extra>`,
      })),
    ],
    moving: ways.map((_, index) => index + 1),
    steps: shown.map((step) => ({
      name: String(step),
      data: ways.map(({ points }) => partOf(points, step)),
      layout: {
        annotations: [
          {
            text: ways
              .map(({ name, points }, index) => {
                const { loss } = points[Math.min(step, points.length - 1)]!;
                return `<span style="color:${seriesColor(index)}"><b>${name}</b> ${formatNumber(loss, 4)}</span>`;
              })
              .join('   '),
            xref: 'paper',
            yref: 'paper',
            x: 0.5,
            y: 0.99,
            xanchor: 'center',
            yanchor: 'top',
            showarrow: false,
            font: { size: 14 },
          },
        ],
      },
    })),
    layout: {
      xaxis: {
        range: [...range[0]],
        domain: [0.07, 0.98],
        zeroline: false,
        fixedrange: true,
        showgrid: false,
      },
      yaxis: {
        range: [...range[1]],
        domain: [0.08, 0.91],
        zeroline: false,
        fixedrange: true,
        showgrid: false,
      },
      showlegend: false,
    },
  });
}

function usualRacers(): Record<string, Optimizer> {
  return {
    SGD: sgd({ learningRate: 0.5 }),
    Momentum: sgd({ learningRate: 0.1, momentum: 0.9 }),
    RMSprop: rmsprop({ learningRate: 0.2 }),
    Adam: adam({ learningRate: 0.4 }),
  };
}

function rangeAround([x, y]: readonly [number, number]): [[number, number], [number, number]] {
  const [wide, high] = [1.5 * Math.abs(x) || 2, 1.5 * Math.abs(y) || 2];
  return [
    [-wide, wide],
    [-high, high],
  ];
}

/** Six digits are more than a picture shows, and a third of the JSON. */
function round(value: number): number {
  return Number(value.toPrecision(6));
}
