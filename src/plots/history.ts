/** Training curves: loss and metrics over the epochs, on the training and on the validation data. */
import { formatNumber } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import {
  bestPoints,
  type Curve,
  curvesOf,
  type HistoryLike,
  type HistoryParts,
  isRun,
  joined,
  lowerIsBetter,
  sentence,
  seriesColor,
} from './curves.js';
import { Figure } from './figure.js';
import { gridGray, ink, otherGray } from './palette.js';
import { metricTitle, word } from './words.js';

/** Arguments of `plots.history`. */
export interface HistoryOptions {
  title?: string;
  /** How many epochs the axis shows; those that were trained if left out. */
  epochs?: number;
  /** Moments by name, each after so many epochs: a vertical line, such as `{ 'start fine-tuning': 10 }`. */
  marks?: Readonly<Record<string, number>>;
}

type Trace = Record<string, unknown>;

const heightPx = 360;
const legendPx = 34;
/** What Plotly needs of the legend's width for an entry: its sign, and each letter; the width is that beside JupyterLab's
 *  file browser, where a figure is narrower than by itself. */
const legendSignPx = 28;
const legendLetterPx = 6.8;
const legendWidthPx = 560;
const legendRowPx = 24;
const panelGap = 0.09;
/** With more epochs than this, points would run into each other. */
const mostMarkers = 30;

/**
 * A panel for the loss and one for each metric; the best epoch (on the validation data where there are any) is marked.
 * Several histories by name are laid over each other, for comparison. A list of histories is one run that went on.
 * @example plots.history(history);
 * @example plots.history([history, history], { marks: { 'start fine-tuning': history.epoch.length } });
 * @throws {ArgumentError} for a history without epochs, and for a mark that is no number of epochs
 */
export function history(
  histories: HistoryParts | Readonly<Record<string, HistoryParts>>,
  options: HistoryOptions = {},
): Figure {
  const runs: Readonly<Record<string, HistoryParts>> = isRun(histories) ? { '': histories } : histories;
  const curves = Object.entries(runs).flatMap(([run, trained]) => curvesOf(run, joined(trained)));
  if (!curves.some(({ values }) => values.length > 0)) {
    throw new ArgumentError(
      'plots.history: expected what model.fit returns, with at least one epoch; received no values.',
    );
  }
  for (const [name, epochs] of Object.entries(options.marks ?? {})) {
    if (Number.isFinite(epochs) && epochs >= 0) continue;
    throw new ArgumentError(
      `plots.history: expected marks to say after how many epochs something happened; received ${name}: ${epochs}.`,
    );
  }
  return curvesFigure(curves, options);
}

/** The figure of curves that may still be growing; without values it has empty axes. */
export function growingHistory(trained: HistoryLike, epochs: number): Figure {
  return curvesFigure(curvesOf('', trained), { epochs });
}

function curvesFigure(curves: readonly Curve[], options: HistoryOptions): Figure {
  const metrics = [...new Set(curves.map(({ metric }) => metric))];
  if (metrics.length === 0) metrics.push('loss');
  metrics.sort((a, b) => Number(b === 'loss') - Number(a === 'loss'));
  const runs = [...new Set(curves.map(({ run }) => run))];
  const columns = Math.min(2, metrics.length);
  const rows = Math.ceil(metrics.length / 2);
  const lastEpoch = Math.max(options.epochs ?? 1, ...curves.flatMap(({ epochs }) => epochs));
  const marks = Object.entries(options.marks ?? {});
  const titlePx = options.title === undefined ? 0 : 36;
  const top = titlePx + (legendRows(curves, runs) - 1) * legendRowPx;
  const layout: Record<string, unknown> = {
    ...(options.title === undefined
      ? {}
      : { title: { text: options.title, font: { size: 17 }, y: 1, yanchor: 'top', pad: { t: 12 } } }),
    margin: { l: 56, r: 24, t: top + legendPx + 34, b: 52 },
    legend: {
      orientation: 'h',
      x: 0.5,
      xanchor: 'center',
      y: 1,
      yref: 'container',
      yanchor: 'top',
      itemclick: 'toggle',
    },
    hovermode: 'x unified',
    shapes: metrics.flatMap((_, index) => marks.map(([, epochs]) => markLine(epochs, index))),
    annotations: metrics.flatMap((metric, index) => [
      ...headings(
        metric,
        curves.filter((curve) => curve.metric === metric),
        runs,
        index,
      ),
      ...marks.map(([name, epochs]) => markName(name, epochs, metric, index)),
    ]),
  };
  if (titlePx > 0)
    (layout.legend as Record<string, unknown>).y = 1 - titlePx / (heightPx * rows + top - titlePx);
  const data: Trace[] = [];
  metrics.forEach((metric, index) => {
    const shown = curves.filter((curve) => curve.metric === metric);
    data.push(...shown.map((curve) => lineTrace(curve, curves, runs, index)));
    data.push(...bestTraces(shown, runs, index));
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const [width, height] = [(1 - (columns - 1) * panelGap) / columns, (1 - (rows - 1) * 0.2) / rows];
    const left = column * (width + panelGap);
    const ceiling = 1 - row * (height + 0.2);
    layout[`xaxis${axisNumber(index)}`] = {
      title: { text: word('epoch'), standoff: 6 },
      domain: [left, left + width],
      anchor: `y${axisNumber(index)}`,
      range: epochRange(lastEpoch, options.epochs !== undefined),
      tick0: 0,
      dtick: tickStep(lastEpoch),
      gridcolor: gridGray,
      zeroline: false,
      ticks: 'outside',
      tickcolor: gridGray,
      unifiedhovertitle: { text: `${word('epoch')} %{x}` },
    };
    layout[`yaxis${axisNumber(index)}`] = {
      domain: [ceiling - height, ceiling],
      anchor: `x${axisNumber(index)}`,
      range: paddedRange(shown.flatMap(({ values }) => values)),
      gridcolor: gridGray,
      zeroline: false,
      hoverformat: '.4f',
    };
  });
  const moments = marks.map(([name, epochs]) => `; ${name}: ${word('afterEpoch')} ${epochs}`).join('');
  const text = sentence(metrics, curves) + moments;
  return new Figure({ data, layout, text, height: heightPx * rows + top });
}

/** Between the last epoch before and the first one after. */
function markLine(epochs: number, panel: number): Trace {
  return {
    type: 'line',
    xref: `x${axisNumber(panel)}`,
    yref: `y${axisNumber(panel)} domain`,
    x0: epochs + 0.5,
    x1: epochs + 0.5,
    y0: 0,
    y1: 1,
    line: { color: otherGray, width: 1.5, dash: 'dash' },
  };
}

/** Along the line, at the end that curves leave free. */
function markName(name: string, epochs: number, metric: string, panel: number): Trace {
  const isHigh = lowerIsBetter(metric);
  return {
    xref: `x${axisNumber(panel)}`,
    yref: `y${axisNumber(panel)} domain`,
    x: epochs + 0.5,
    y: isHigh ? 0.98 : 0.02,
    xanchor: 'right',
    yanchor: isHigh ? 'top' : 'bottom',
    textangle: -90,
    showarrow: false,
    text: name,
    font: { size: 12, color: ink },
  };
}

function lineTrace(curve: Curve, all: readonly Curve[], runs: readonly string[], panel: number): Trace {
  const compared = runs.length > 1;
  // One run: a color for each set. Several: a color a run, the training data dotted.
  const series = compared ? runs.indexOf(curve.run) : Number(curve.validation);
  const name = seriesName(curve, runs);
  return {
    type: 'scatter',
    mode: curve.values.length <= mostMarkers ? 'lines+markers' : 'lines',
    name,
    legendgroup: name,
    showlegend: isFirstOfItsName(curve, all),
    xaxis: `x${axisNumber(panel)}`,
    yaxis: `y${axisNumber(panel)}`,
    x: curve.epochs,
    y: curve.values.map((value) => (Number.isFinite(value) ? value : null)),
    line: {
      color: seriesColor(series),
      width: curve.validation || !compared ? 2.5 : 1.5,
      dash: compared && !curve.validation ? 'dot' : 'solid',
    },
    marker: { size: compared ? 5 : 6, symbol: curve.validation ? 'circle' : 'square' },
  };
}

/** How many rows the legend breaks into where the figure is narrow. */
function legendRows(curves: readonly Curve[], runs: readonly string[]): number {
  let [rows, filledPx] = [1, 0];
  for (const curve of curves.filter((one) => isFirstOfItsName(one, curves))) {
    const entryPx = seriesName(curve, runs).length * legendLetterPx + legendSignPx;
    if (filledPx > 0 && filledPx + entryPx > legendWidthPx) [rows, filledPx] = [rows + 1, 0];
    filledPx += entryPx;
  }
  return rows;
}

function seriesName({ run, validation }: Curve, runs: readonly string[]): string {
  const set = validation ? word('validation') : word('train');
  return runs.length > 1 ? `${run}, ${set}` : set;
}

/** A legend entry stands for a run's set in all panels; the first curve of it carries the entry. */
function isFirstOfItsName(curve: Curve, all: readonly Curve[]): boolean {
  return all.find(({ run, validation }) => run === curve.run && validation === curve.validation) === curve;
}

/** A star at the best epoch of each run, on the validation data if there are any. */
function bestTraces(shown: readonly Curve[], runs: readonly string[], panel: number): Trace[] {
  return bestPoints(shown, runs).map(({ epoch, value, color }) => ({
    type: 'scatter',
    mode: 'markers',
    xaxis: `x${axisNumber(panel)}`,
    yaxis: `y${axisNumber(panel)}`,
    x: [epoch],
    y: [value],
    marker: { symbol: 'star', size: 15, color, line: { color: 'white', width: 1 } },
    cliponaxis: false,
    showlegend: false,
    hoverinfo: 'skip',
  }));
}

/** A panel's heading: the metric, and on the right each run's best value in its color. */
function headings(metric: string, shown: readonly Curve[], runs: readonly string[], panel: number): Trace[] {
  const common = {
    xref: `x${axisNumber(panel)} domain`,
    yref: `y${axisNumber(panel)} domain`,
    y: 1.02,
    yanchor: 'bottom',
    showarrow: false,
  };
  const best = bestPoints(shown, runs).map(({ epoch, value, color }) => {
    const number = formatNumber(value, 3);
    const where = runs.length > 1 ? '' : ` (${word('epoch').toLowerCase()} ${epoch})`;
    return `<span style="color:${color}">★ ${number}${where}</span>`;
  });
  const heading = {
    ...common,
    text: `<b>${metricTitle(metric)}</b>`,
    x: 0,
    xanchor: 'left',
    font: { size: 15 },
  };
  if (best.length === 0) return [heading];
  return [heading, { ...common, text: best.join('  '), x: 1, xanchor: 'right' }];
}

/** Plotly names its first axis x, not x1. */
function axisNumber(panel: number): string {
  return panel === 0 ? '' : String(panel + 1);
}

/** While curves grow, the first epoch's come from 0 on. */
function epochRange(lastEpoch: number, growing: boolean): [number, number] {
  const first = growing ? 0 : 1;
  const pad = Math.max(0.3, 0.04 * lastEpoch);
  return [first - pad, lastEpoch + pad];
}

/** At most ten ticks, at whole epochs. */
function tickStep(epochs: number): number {
  let step = 1;
  for (let at = 0; epochs / step > 10; at++) step = [2, 5, 10][at % 3]! * 10 ** Math.floor(at / 3);
  return step;
}

/** Room for the marks above and below. */
function paddedRange(values: readonly number[]): [number, number] | undefined {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return undefined;
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const pad = 0.08 * (high - low) || 0.1 * Math.abs(high) || 0.1;
  return [low - pad, high + pad];
}
