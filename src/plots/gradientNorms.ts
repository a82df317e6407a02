/** The size of the gradients by depth: where they vanish. */
import { ArgumentError } from '../errors.js';
import type { LossBatch } from '../explain/batchLoss.js';
import { gradientNorms as computeNorms, type GradientNorm } from '../explain/gradientNorms.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { seriesColor } from './curves.js';
import { Figure } from './figure.js';
import { gridGray } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.gradientNorms`. */
export interface GradientNormsOptions {
  title?: string;
}

/**
 * The root mean square of the loss's gradient in each layer that learns, from the first to the last, for one batch; of
 * several models by name to compare them, such as a plain network and a residual one.
 * @throws {ArgumentError} for models that are not compiled
 * @example plots.gradientNorms({ small: model }, train.take(16).toTensors());
 */
export function gradientNorms(
  models: WatchedModel | Readonly<Record<string, WatchedModel>>,
  data: LossBatch,
  options: GradientNormsOptions = {},
): Figure {
  const byName = isModel(models) ? { [models.name]: models } : models;
  const series = Object.entries(byName).map(([name, model]) => ({ name, norms: computeNorms(model, data) }));
  if (series.length === 0) {
    throw new ArgumentError('plots.gradientNorms: expected a model, or models by name; received none.');
  }
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const [only] = series.length === 1 ? series : [];
  // The layers of one model by name, those of several by their number.
  const places = ({ norms }: { norms: GradientNorm[] }) => norms.map((_, index) => index + 1);
  const depth = Math.max(...series.map(({ norms }) => norms.length));
  const logs = series.flatMap(({ norms }) => norms.flatMap(({ rms }) => (rms > 0 ? [Math.log10(rms)] : [])));
  const decades = Math.max(...logs) - Math.min(...logs);
  return new Figure({
    height: 380 + titlePx,
    text: `${word('gradientRms')}: ${series.map(({ name, norms }) => `${name} ${power(norms[0]?.rms)} (${norms[0]?.layer}) … ${power(norms.at(-1)?.rms)} (${norms.at(-1)?.layer})`).join('; ')}.`,
    data: series.map(({ name, norms }, index) => ({
      type: 'scatter',
      mode: 'lines+markers',
      name,
      x: places({ norms }),
      y: norms.map(({ rms }) => (rms > 0 ? rms : null)),
      text: norms.map(({ layer }) => layer),
      line: { color: seriesColor(index), width: 2.5 },
      marker: { size: 7, symbol: ['circle', 'square', 'diamond'][index % 3] },
      hovertemplate: '%{text}: %{y:.3g}<extra></extra>',
    })),
    layout: {
      ...title,
      margin: { l: 76, r: 24, t: titlePx + 40, b: only ? 110 : 56 },
      xaxis: {
        title: { text: word('layerFromInput'), standoff: 8 },
        ...(only &&
          depth <= 30 && {
            tickvals: places(only),
            ticktext: only.norms.map(({ layer }) => layer),
            tickangle: -40,
          }),
        zeroline: false,
        gridcolor: gridGray,
      },
      yaxis: {
        type: 'log',
        title: { text: word('gradientRms'), standoff: 8 },
        gridcolor: gridGray,
        exponentformat: 'power',
        ...(decades >= 2 && { dtick: Math.ceil(decades / 12) }),
      },
      showlegend: series.length > 1,
      legend: { orientation: 'h', x: 0, y: 1.02, yanchor: 'bottom' },
    },
  });
}

function isModel(models: WatchedModel | Readonly<Record<string, WatchedModel>>): models is WatchedModel {
  return Array.isArray(models.layers) && Array.isArray(models.inputs);
}

function power(value: number | undefined): string {
  return value === undefined ? '–' : value.toExponential(1);
}
