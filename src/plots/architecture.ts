/** A model as papers draw it: boxes as high as their feature maps and as thick as their channels. */
import type { LayersModel } from '@tensorflow/tfjs';
import { locale } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { sizeOf } from '../training/summary/summaryLayers.js';
import { architectureBlocks, type Block, type BlockKind } from './architectureBlocks.js';
import { Figure } from './figure.js';
import { ink, otherGray, seriesColors } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.architecture`. */
export interface ArchitectureOptions {
  title?: string;
  /** Blocks a row, at most. Default 9. */
  columns?: number;
}

type Shape = Record<string, unknown>;

const widthPx = 800;
const rowPx = 290;
const legendPx = 34;
/** Of the largest feature map, and of a map of one pixel. */
const sidePx = { most: 130, least: 12 };
const labelRoomPx = 84;

const [blue, , , purple, orange, sky] = seriesColors;
const colors: Record<BlockKind, string> = {
  input: '#BFBFBF',
  convolution: blue,
  pooling: sky,
  dense: orange,
  branches: '#009E73',
  model: purple,
  other: otherGray,
};

/**
 * The model as a row of boxes: as high as its feature maps, thicker for more channels, vectors as bars. Activations,
 * normalizations and dropout belong to the box before them; branches that meet again are one box; equal boxes in a row are
 * one with a count.
 * @throws {ArgumentError} for a model that does not know its shapes yet
 * @example plots.architecture(model, { title: 'A small network' });
 */
export function architecture(model: WatchedModel, options: ArchitectureOptions = {}): Figure {
  if (model.outputs.length === 0) {
    throw new ArgumentError(
      `plots.architecture: model "${model.name}" does not know its input yet. Call model.build([null, …]) first.`,
    );
  }
  const whole = model as LayersModel;
  const blocks = architectureBlocks(whole);
  const columns = Math.min(blocks.length, options.columns ?? 9);
  const rows = Math.ceil(blocks.length / columns);
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const top = titlePx + legendPx;
  const height = rows * rowPx + top;
  const stepPx = (widthPx - 20) / columns;
  const largest = Math.max(1, ...blocks.filter(hasPlaces).map(({ shape }) => shape[0] ?? 1));
  const drawn = blocks.map((block, index) => {
    const center = 10 + stepPx * ((index % columns) + 0.5);
    const base = Math.floor(index / columns) * rowPx + rowPx - labelRoomPx;
    return { block, center, base, ...boxOf(block, largest, stepPx) };
  });
  const parameters = sizeOf(whole.weights).toLocaleString(locale());
  const kinds = [...new Set(blocks.map(({ kind }) => kind))];
  return new Figure({
    width: widthPx,
    height,
    text: `${model.name}, ${parameters} ${word('parameters')}: ${blocks.map(inWords).join(' → ')}.`,
    data: [
      ...kinds.map((kind) => ({
        type: 'scatter',
        mode: 'markers',
        name: word(kind === 'model' ? 'modelInside' : kind),
        x: [null],
        y: [null],
        marker: { symbol: 'square', size: 12, color: colors[kind] },
        hoverinfo: 'skip',
      })),
      {
        type: 'scatter',
        mode: 'markers',
        showlegend: false,
        x: drawn.map(({ center }) => center),
        y: drawn.map(({ base, high }) => base - high / 2),
        marker: { size: 44, opacity: 0 },
        text: blocks.map((block) => hoverOf(block)),
        hovertemplate: '%{text}<extra></extra>',
      },
    ],
    layout: {
      ...title,
      margin: { l: 0, r: 0, t: top, b: 0 },
      xaxis: { visible: false, range: [0, widthPx], fixedrange: true },
      yaxis: { visible: false, range: [rows * rowPx, 0], fixedrange: true },
      hovermode: 'closest',
      legend: {
        orientation: 'h',
        x: 0.5,
        xanchor: 'center',
        y: 1,
        yanchor: 'bottom',
        font: { size: 12 },
        itemclick: false,
        itemdoubleclick: false,
      },
      shapes: drawn.flatMap(({ block, center, base, high, thick, slant }) =>
        cuboid(center, base, high, thick, slant, colors[block.kind]),
      ),
      annotations: [
        ...drawn.flatMap(({ block, center, base, high, slant }) => [
          textAt(center, base + 6, labelLines(block, stepPx), 'top', 12),
          textAt(
            center + slant / 2,
            base - high - slant - 3,
            block.shape.map((size) => size ?? '?').join('×'),
            'bottom',
            12,
          ),
        ]),
        ...drawn.slice(1).flatMap((to, index) => {
          const from = drawn[index]!;
          return from.base === to.base ? [arrow(from, to)] : [];
        }),
      ],
    },
  });
}

function hasPlaces({ shape }: Block): boolean {
  return shape.length === 3;
}

/** In pixels: how high, thick and deep a block is drawn. */
function boxOf(
  { shape }: Block,
  largest: number,
  stepPx: number,
): { high: number; thick: number; slant: number } {
  const channels = shape.at(-1) ?? 1;
  if (shape.length !== 3) {
    return { high: Math.min(140, 16 + 11 * Math.log2(channels + 1)), thick: 10, slant: 0 };
  }
  const share = Math.sqrt((shape[0] ?? largest) / largest);
  const high = sidePx.least + (sidePx.most - sidePx.least) * share;
  const slant = Math.min(0.32 * high, 0.3 * stepPx);
  return { high, thick: Math.min(0.5 * stepPx, 3 + 3.4 * Math.log2(channels + 1)), slant };
}

function cuboid(
  center: number,
  base: number,
  high: number,
  thick: number,
  slant: number,
  color: string,
): Shape[] {
  const [left, right, top] = [center - thick / 2, center + thick / 2, base - high];
  const face = (corners: readonly (readonly [number, number])[], opacity: number): Shape => ({
    type: 'path',
    path: `M${corners.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join('L')}Z`,
    fillcolor: color,
    opacity,
    line: { color: ink, width: 1 },
    layer: 'below',
  });
  const front = face(
    [
      [left, base],
      [right, base],
      [right, top],
      [left, top],
    ],
    0.85,
  );
  if (slant === 0) return [front];
  return [
    face(
      [
        [left, top],
        [left + slant, top - slant],
        [right + slant, top - slant],
        [right, top],
      ],
      0.45,
    ),
    face(
      [
        [right, base],
        [right + slant, base - slant],
        [right + slant, top - slant],
        [right, top],
      ],
      0.65,
    ),
    front,
  ];
}

function textAt(x: number, y: number, text: string, yanchor: string, size: number): Shape {
  return { x, y, text, showarrow: false, xanchor: 'center', yanchor, font: { size } };
}

interface Drawn {
  center: number;
  base: number;
  thick: number;
  slant: number;
}

function arrow(from: Drawn, to: Drawn): Shape {
  const y = from.base - 8;
  return {
    x: to.center - to.thick / 2 - 3,
    y,
    ax: from.center + from.thick / 2 + 3,
    ay: y,
    xref: 'x',
    yref: 'y',
    axref: 'x',
    ayref: 'y',
    text: '',
    showarrow: true,
    arrowhead: 2,
    arrowsize: 0.9,
    arrowwidth: 1.2,
    arrowcolor: ink,
  };
}

const letterPx = 6.6;

/** What stands under a block, in lines that fit between its neighbors. */
function labelLines({ label, followers, repeats }: Block, stepPx: number): string {
  const letters = Math.max(7, Math.floor((stepPx - 4) / letterPx));
  const lines = [...label.split(/(?<=:) /), ...[...new Set(followers)].map(shortFollower)]
    .map((line) => (line.length <= letters ? line : `${line.slice(0, letters - 1)}…`))
    .slice(0, 3);
  if (repeats > 1) lines.push(`<b>× ${repeats}</b>`);
  return lines.join('<br>');
}

function shortFollower(name: string): string {
  return name
    .replace('BatchNormalization', 'BN')
    .replace('GroupNormalization', 'GN')
    .replace('LayerNormalization', 'LN')
    .replace('LocalResponseNormalization', 'LRN')
    .replace('Normalization', ' norm')
    .replace('re_lu', 'ReLU')
    .replace('relu', 'ReLU')
    .replace(/^/, '+ ');
}

function hoverOf(block: Block): string {
  const layers =
    block.layers.length > 6 ? [...block.layers.slice(0, 5), `… (${block.layers.length})`] : block.layers;
  return `${layers.join('<br>')}<br>${block.shape.join('×')}<br>${block.parameters.toLocaleString(locale())} ${word('parameters')}`;
}

function inWords({ label, shape, repeats }: Block): string {
  return `${repeats > 1 ? `${repeats} × ` : ''}${label} ${shape.join('×')}`;
}
