/** Figures that step: a slider, and buttons that play and stop. The picture shows the step in the middle. */
import { Figure, type FigureFrame } from './figure.js';
import { ink } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

export interface AnimationStep {
  /** What the slider calls it. */
  name: string;
  /** The traces that change, in the order of `moving`. */
  data: readonly Record<string, unknown>[];
  /** What changes of the layout; lists of annotations and shapes have one length, and an entry says what is new in it. */
  layout?: Record<string, unknown>;
}

export interface AnimationArgs {
  /** All traces; those at `moving` are overwritten by each step. */
  data: readonly Record<string, unknown>[];
  moving: readonly number[];
  steps: readonly AnimationStep[];
  /** Layout without margins at the bottom and the top. */
  layout: Record<string, unknown>;
  text: string;
  title?: string | undefined;
  width?: number;
  /** Of the drawing alone. */
  heightPx: number;
  /** What the slider counts: `Step`, `Layer`. */
  counts: string;
  /** How long a step is shown when it plays. Default 700. */
  stepMs?: number;
}

/** In pixels: what slider and buttons take. */
const controlsPx = 86;

export function animation(args: AnimationArgs): Figure {
  const { steps, moving, width = 800, stepMs = 700 } = args;
  const { layout: titleLayout, heightPx: titlePx } = titleRoom(args.title);
  const height = args.heightPx + controlsPx + titlePx;
  const shown = Math.floor(steps.length / 2);
  const frames = steps.map(
    ({ name, data, layout }): FigureFrame => ({ name, traces: moving, data, ...(layout && { layout }) }),
  );
  const data = [...args.data];
  for (const [place, index] of moving.entries())
    data[index] = { ...data[index], ...steps[shown]!.data[place] };
  return new Figure({
    text: args.text,
    width,
    height,
    data,
    frames,
    layout: {
      ...merged(args.layout, steps[shown]!.layout ?? {}),
      ...titleLayout,
      margin: { l: 0, r: 0, t: titlePx, b: controlsPx },
      sliders: [slider(args, shown)],
      updatemenus: [buttons(stepMs)],
    },
  });
}

/** The layout in a step, as Plotly makes it: lists are gone through place by place. */
function merged(layout: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const result = { ...layout };
  for (const [key, value] of Object.entries(change)) {
    const before = layout[key];
    result[key] =
      Array.isArray(value) && Array.isArray(before)
        ? value.map((entry: object, place) => ({ ...(before[place] as object), ...entry }))
        : value;
  }
  return result;
}

function slider({ steps, counts }: AnimationArgs, active: number) {
  return {
    active,
    x: 0.2,
    len: 0.77,
    y: 0,
    yanchor: 'top',
    pad: { t: 6, b: 0 },
    ticklen: steps.length > 40 ? 0 : 4,
    minorticklen: 0,
    font: { size: steps.length > 24 ? 1 : 11, ...(steps.length > 24 && { color: 'rgba(0,0,0,0)' }) },
    currentvalue: {
      prefix: `${counts} `,
      font: { size: 13, color: ink },
      xanchor: 'left',
      offset: 6,
    },
    steps: steps.map(({ name }) => ({
      label: name,
      method: 'animate',
      args: [
        [name],
        { mode: 'immediate', frame: { duration: 0, redraw: true }, transition: { duration: 0 } },
      ],
    })),
  };
}

function buttons(stepMs: number) {
  const animate = { fromcurrent: true, transition: { duration: 0 } };
  return {
    type: 'buttons',
    direction: 'left',
    showactive: false,
    x: 0.02,
    xanchor: 'left',
    y: 0,
    yanchor: 'top',
    pad: { t: 22, r: 6 },
    font: { size: 12 },
    buttons: [
      {
        label: `▶ ${word('play')}`,
        method: 'animate',
        args: [null, { ...animate, frame: { duration: stepMs, redraw: true } }],
      },
      {
        label: '■',
        method: 'animate',
        args: [
          [null],
          { mode: 'immediate', frame: { duration: 0, redraw: false }, transition: { duration: 0 } },
        ],
      },
    ],
  };
}
