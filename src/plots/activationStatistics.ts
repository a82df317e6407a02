/** What flows through a network, layer by layer. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatNumber, formatPercent } from '../display/locale.js';
import { activationStatistics as compute } from '../explain/activationStatistics.js';
import type { WatchedModel } from '../explain/watchedRun.js';
import { Figure } from './figure.js';
import { seriesColors } from './palette.js';
import { panelGrid } from './panels.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.activationStatistics`. */
export interface ActivationStatisticsOptions {
  title?: string;
}

const layerPx = 26;
const letterPx = 7;

/**
 * Each layer's output over a batch: mean and standard deviation on the left, on the right the share of zeros and that of
 * channels that are silent for the whole batch.
 * @param x [batch, …]; a list for a model with several inputs
 * @example plots.activationStatistics(model, train.take(32).toTensors().x);
 */
export function activationStatistics(
  model: WatchedModel,
  x: Tensor | readonly Tensor[],
  options: ActivationStatisticsOptions = {},
): Figure {
  const rows = compute(model, x);
  const names = rows.map(({ layer }) => layer);
  const grid = panelGrid(2, 2, { x: 0.06, y: 0 });
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const category = { type: 'category', autorange: 'reversed', fixedrange: true, showgrid: false };
  const silent = rows.filter((row) => row.silent > 0);
  return new Figure({
    height: titlePx + 110 + layerPx * Math.max(3, rows.length),
    text: `${word('activations')}: ${rows
      .map(
        ({ layer, mean, deviation, zeros }) =>
          `${layer} ${formatNumber(mean, 2)} ± ${formatNumber(deviation, 2)}, ${formatPercent(zeros)} ${word('zeros')}`,
      )
      .join(
        '; ',
      )}.${silent.length > 0 ? ` ${word('silentChannels')}: ${silent.map(({ layer, silent: share }) => `${layer} ${formatPercent(share)}`).join(', ')}.` : ''}`,
    data: [
      {
        type: 'scatter',
        mode: 'markers',
        ...grid.axes(0),
        y: names,
        x: rows.map(({ mean }) => mean),
        error_x: {
          type: 'data',
          array: rows.map(({ deviation }) => deviation),
          color: seriesColors[0],
          thickness: 2,
          width: 4,
        },
        marker: { size: 9, color: seriesColors[0] },
        showlegend: false,
        hovertemplate: '%{y}: %{x:.3f} ± %{error_x.array:.3f}<extra></extra>',
      },
      ...(['zeros', 'silent'] as const).map((key, index) => ({
        type: 'bar',
        orientation: 'h',
        ...grid.axes(1),
        name: word(key === 'zeros' ? 'zeros' : 'silentChannels'),
        y: names,
        x: rows.map((row) => row[key]),
        marker: { color: index === 0 ? '#9DC3E0' : seriesColors[1] },
        hovertemplate: '%{y}: %{x:.1%}<extra></extra>',
      })),
    ],
    layout: {
      ...title,
      margin: {
        l: Math.max(...names.map((name) => name.length)) * letterPx + 24,
        r: 24,
        t: titlePx + 44,
        b: 44,
      },
      barmode: 'group',
      legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1, yanchor: 'bottom' },
      annotations: [grid.heading(0, `<b>${word('meanAndDeviation')}</b>`)],
      ...grid.layoutOf(0, { zeroline: true, zerolinecolor: '#999999' }, category),
      ...grid.layoutOf(1, { range: [0, 1], tickformat: '.0%' }, { ...category, showticklabels: false }),
    },
  });
}
