/** How the weights of each layer are spread. */
import type { LayersModel } from '@tensorflow/tfjs';
import { formatNumber } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { flatLayers } from '../training/graph/layerTree.js';
import { Figure } from './figure.js';
import { seriesColors } from './palette.js';
import { panelGrid } from './panels.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.weightHistogram`. */
export interface WeightHistogramOptions {
  /** Names of layers; all with a kernel, at most 24, if left out. */
  layers?: readonly string[];
  /** Bars of each histogram. Default 40. */
  bins?: number;
  title?: string;
}

const mostPanels = 24;
const panelPx = 176;
/** Between rows: for ticks, and the heading of two lines. */
const gapPx = 74;

/**
 * A histogram of each layer's kernel, all on one scale, with mean and standard deviation.
 * @throws {ArgumentError} for a model without kernels, or layers that it does not have
 * @example plots.weightHistogram(model);
 */
export function weightHistogram(model: WatchedModel, options: WeightHistogramOptions = {}): Figure {
  const { bins = 40 } = options;
  const all = flatLayers(model as LayersModel).filter((layer) => (layer.weights[0]?.shape.length ?? 0) > 1);
  const chosen =
    options.layers === undefined ? all : all.filter(({ name }) => options.layers!.includes(name));
  if (chosen.length === 0 || (options.layers && chosen.length < options.layers.length)) {
    throw new ArgumentError(
      `plots.weightHistogram: expected layers with a kernel: ${all.map(({ name }) => name).join(', ') || 'the model has none'}; received ${options.layers?.join(', ') ?? 'none'}.`,
    );
  }
  const step = Math.ceil(chosen.length / mostPanels);
  const layers = chosen
    .filter((_, index) => index % step === 0)
    .map((layer) => ({
      name: layer.name,
      ...statistics(Float32Array.from(layer.getWeights()[0]!.dataSync())),
    }));
  const most = Math.max(1e-12, ...layers.map(({ largest }) => largest));
  const grid = panelGrid(layers.length, Math.min(3, layers.length), {
    x: 0.06,
    y: gapPx / (panelPx * Math.ceil(layers.length / 3)),
  });
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const layout: Record<string, unknown> = {
    ...title,
    margin: { l: 40, r: 20, t: titlePx + 48, b: 34 },
    bargap: 0,
    showlegend: false,
    annotations: layers.map(({ name, mean, deviation }, index) =>
      grid.heading(index, `<b>${name}</b><br>${formatNumber(mean, 3)} ± ${formatNumber(deviation, 3)}`),
    ),
  };
  for (const [index] of layers.entries()) {
    Object.assign(
      layout,
      grid.layoutOf(
        index,
        { range: [-most, most], nticks: 5 },
        { showticklabels: false, rangemode: 'tozero' },
      ),
    );
  }
  return new Figure({
    height: grid.rows * panelPx + titlePx + 82,
    text: `${word('weights')}: ${layers.map(({ name, mean, deviation }) => `${name} ${formatNumber(mean, 3)} ± ${formatNumber(deviation, 3)}`).join(', ')}.`,
    data: layers.map(({ values }, index) => ({
      type: 'bar',
      ...grid.axes(index),
      ...histogram(values, most, bins),
      marker: { color: seriesColors[0] },
      hovertemplate: '%{x:.3f}: %{y}<extra></extra>',
    })),
    layout,
  });
}

function statistics(values: Float32Array) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { values, mean, deviation: Math.sqrt(variance), largest };
}

function histogram(values: Float32Array, most: number, bins: number): { x: number[]; y: number[] } {
  const y = Array<number>(bins).fill(0);
  for (const value of values) {
    y[Math.min(bins - 1, Math.floor(((value + most) / (2 * most)) * bins))]! += 1;
  }
  return { x: y.map((_, index) => -most + (2 * most * (index + 0.5)) / bins), y };
}
