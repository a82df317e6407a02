/** The loss over a growing learning rate, to choose one from. */
import { ArgumentError } from '../errors.js';
import type { LearningRateCurve } from '../explain/learningRateFinder.js';
import { Figure } from './figure.js';
import { gridGray, seriesColors, vermillion } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.learningRateFinder`. */
export interface LearningRateFinderOptions {
  title?: string;
}

/**
 * The curve that `learningRateFinder` measures, with the rate where the loss falls most steeply.
 * @throws {ArgumentError} for a curve of fewer than two points
 * @example plots.learningRateFinder(await learningRateFinder(model, train, { steps: 8 }));
 */
export function learningRateFinder(
  { rates, losses, suggestion }: LearningRateCurve,
  options: LearningRateFinderOptions = {},
): Figure {
  if (rates.length < 2) {
    throw new ArgumentError(
      `plots.learningRateFinder: expected what learningRateFinder gives, with at least two points; received ${rates.length}.`,
    );
  }
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const suggested = suggestion === undefined ? '' : shortRate(suggestion);
  return new Figure({
    height: 360 + titlePx,
    text: `${word('learning_rate')} ${rates[0]!.toExponential(0)} … ${rates.at(-1)!.toExponential(0)}: ${word('loss').toLowerCase()} ${losses[0]!.toFixed(3)} → ${losses.at(-1)!.toFixed(3)}; ${suggestion === undefined ? word('neverFalls') : `${word('steepestAt')} ${suggested}`}.`,
    data: [
      {
        type: 'scatter',
        mode: 'lines',
        x: rates,
        y: losses.map((loss) => (Number.isFinite(loss) ? loss : null)),
        line: { color: seriesColors[0], width: 2.5 },
        hovertemplate: '%{x:.2e}: %{y:.3f}<extra></extra>',
      },
    ],
    layout: {
      ...title,
      margin: { l: 64, r: 24, t: titlePx + 36, b: 56 },
      xaxis: {
        type: 'log',
        title: { text: word('learning_rate'), standoff: 8 },
        gridcolor: gridGray,
        exponentformat: 'power',
        dtick: 1,
      },
      yaxis: { title: { text: word('loss'), standoff: 8 }, gridcolor: gridGray, zeroline: false },
      showlegend: false,
      ...(suggestion !== undefined && {
        shapes: [
          {
            type: 'line',
            x0: suggestion,
            x1: suggestion,
            xref: 'x',
            yref: 'paper',
            y0: 0,
            y1: 1,
            line: { color: vermillion, width: 2, dash: 'dash' },
          },
        ],
        annotations: [
          {
            x: Math.log10(suggestion),
            y: 1,
            xref: 'x',
            yref: 'paper',
            yanchor: 'bottom',
            showarrow: false,
            text: `${word('steepestAt')} <b>${suggested}</b>`,
            font: { color: vermillion, size: 14 },
          },
        ],
      }),
    },
  });
}

function shortRate(rate: number): string {
  return rate < 1e-3 ? rate.toExponential(1).replace('-', '−') : String(Number(rate.toPrecision(2)));
}
