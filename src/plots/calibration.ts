/** Whether a model is right as often as it says: a reliability diagram. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatPercent } from '../display/locale.js';
import { calibrationBins } from '../explain/calibrationBins.js';
import { Figure } from './figure.js';
import { labelsOf, requireProbabilities, rowsOf, softmax, type TrueLabels } from './judged.js';
import { gridGray, ink, seriesColors } from './palette.js';
import { panelGrid } from './panels.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.calibration`. */
export interface CalibrationOptions {
  /** Default 10. */
  bins?: number;
  /** The predictions are logits: softmax turns them into probabilities. */
  fromLogits?: boolean;
  title?: string;
}

/**
 * The share of right answers over the confidence of the answers, and below how many answers there are. On the dotted line
 * a model is right as often as it says; below it, it is too sure of itself.
 * @param labels the true class indices, or the data set that has them
 * @param predictions [images, classes]: what `model.predict` gives
 * @throws {ArgumentError} for rows that are no probabilities, or not as many as the labels
 * @example plots.calibration(test, await model.predict(test), { fromLogits: true });
 */
export function calibration(
  labels: TrueLabels,
  predictions: Tensor | readonly ArrayLike<number>[],
  options: CalibrationOptions = {},
): Figure {
  const rows = rowsOf('plots.calibration', predictions).map((row, index) =>
    options.fromLogits ? softmax(row) : [...requireProbabilities('plots.calibration', row, index)],
  );
  const { bins, error } = calibrationBins(labelsOf(labels), rows, options.bins);
  const filled = bins.filter(({ count }) => count > 0);
  const total = rows.length;
  const right = filled.reduce((sum, { count, accuracy }) => sum + count * accuracy, 0) / total;
  const sure = filled.reduce((sum, { count, confidence }) => sum + count * confidence, 0) / total;
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const grid = panelGrid(1, 1, { x: 0, y: 0 });
  const percent = { tickformat: '.0%', range: [0, 1.001] };
  const centers = bins.map(({ from, to }) => (from + to) / 2);
  const width = 1 / bins.length;
  return new Figure({
    width: 620,
    height: 480 + titlePx,
    text: `${word('calibration')}, ${total} ${word('predictions')}: ${word('accuracy').toLowerCase()} ${formatPercent(right)}, ${word('confidence').toLowerCase()} ${formatPercent(sure)}, ECE ${formatPercent(error)}.`,
    data: [
      {
        type: 'bar',
        x: centers,
        y: bins.map(({ count, accuracy }) => (count > 0 ? accuracy : null)),
        width: width * 0.94,
        marker: { color: seriesColors[0] },
        customdata: bins.map(({ count, confidence }) => [count, confidence]),
        hovertemplate: `${word('confidence')} %{customdata[1]:.1%}<br>${word('accuracy')} %{y:.1%}<br>%{customdata[0]}<extra></extra>`,
        name: word('accuracy'),
      },
      {
        type: 'scatter',
        mode: 'markers',
        x: filled.map(({ confidence }) => confidence),
        y: filled.map(({ confidence }) => confidence),
        marker: { symbol: 'line-ew', size: 26, line: { color: seriesColors[1], width: 3 } },
        hoverinfo: 'skip',
        name: word('confidence'),
      },
      {
        type: 'bar',
        xaxis: 'x',
        yaxis: 'y2',
        x: centers,
        y: bins.map(({ count }) => count / total),
        width: width * 0.94,
        marker: { color: '#B5B5B5' },
        hovertemplate: '%{y:.1%}<extra></extra>',
        showlegend: false,
      },
    ],
    layout: {
      ...title,
      margin: { l: 70, r: 24, t: titlePx + 44, b: 54 },
      ...grid.layoutOf(
        0,
        { ...percent, title: { text: word('confidence'), standoff: 8 }, anchor: 'y2' },
        { ...percent, domain: [0.3, 1], title: { text: word('accuracy'), standoff: 8 } },
      ),
      yaxis2: {
        domain: [0, 0.22],
        anchor: 'x',
        tickformat: '.0%',
        gridcolor: gridGray,
        fixedrange: true,
        nticks: 3,
        title: { text: word('share'), standoff: 8 },
      },
      barmode: 'overlay',
      legend: { orientation: 'h', x: 1, xanchor: 'right', y: 1.01, yanchor: 'bottom' },
      shapes: [
        {
          type: 'line',
          x0: 0,
          y0: 0,
          x1: 1,
          y1: 1,
          xref: 'x',
          yref: 'y',
          line: { color: ink, width: 1.5, dash: 'dot' },
        },
      ],
      annotations: [grid.heading(0, `<b>ECE ${formatPercent(error)}</b>`)],
    },
  });
}
