/** Which classes a model takes for which. */
import type { Tensor } from '@tensorflow/tfjs';
import { formatPercent } from '../display/locale.js';
import { ArgumentError } from '../errors.js';
import { paleScale } from './colorMap.js';
import { Figure } from './figure.js';
import { className } from './imageGrid.js';
import { classesOf, labelsOf, type Predictions, type TrueLabels } from './judged.js';
import { ink } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.confusionMatrix`. */
export interface ConfusionMatrixOptions {
  /** The name of each class; the data set's own, or its index, if left out. */
  classNames?: readonly string[];
  /** Shares of each true class instead of counts. */
  normalize?: boolean;
  title?: string;
}

const cellMostPx = 52;
const letterPx = 7;
/** Cells that are smaller have no room for a number. */
const cellWithTextPx = 22;

/**
 * How many images of each true class (rows) were predicted as each class (columns). Shades are shares of the true class.
 * @param labels the true class indices, or the data set that has them
 * @param predictions class indices, or [images, classes] as `model.predict` gives them
 * @throws {ArgumentError} for numbers of labels and predictions that differ
 * @example plots.confusionMatrix(test, await model.predict(test), { classNames });
 */
export function confusionMatrix(
  labels: TrueLabels,
  predictions: Tensor | Predictions,
  options: ConfusionMatrixOptions = {},
): Figure {
  const truths = labelsOf(labels);
  const guesses = classesOf('plots.confusionMatrix', predictions);
  if (truths.length !== guesses.length || truths.length === 0) {
    throw new ArgumentError(
      `plots.confusionMatrix: expected as many predictions as labels, at least one; received ${truths.length} labels and ${guesses.length} predictions.`,
    );
  }
  const names = options.classNames ?? ('classNames' in labels ? labels.classNames : undefined);
  const count = Math.max(
    names?.length ?? 0,
    ...truths.map((label) => label + 1),
    ...guesses.map((label) => label + 1),
  );
  const counts = Array.from({ length: count }, () => Array<number>(count).fill(0));
  for (const [index, truth] of truths.entries()) counts[truth]![guesses[index]!]! += 1;
  const shares = counts.map((row) => {
    const sum = row.reduce((total, value) => total + value, 0);
    return row.map((value) => (sum === 0 ? 0 : value / sum));
  });
  const right = counts.reduce((sum, row, index) => sum + row[index]!, 0);
  const titles = Array.from({ length: count }, (_, index) => className(index, names));
  const labelPx = Math.max(...titles.map((name) => name.length)) * letterPx + 12;
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const margin = { l: labelPx + 30, r: 30, t: titlePx + 36, b: labelPx * 0.75 + 40 };
  const cellPx = Math.min(cellMostPx, (760 - margin.l - margin.r) / count);
  const side = cellPx * count;
  const [width, height] = [Math.max(420, side + margin.l + margin.r), side + margin.t + margin.b];
  const shown = counts.map((row, truth) =>
    row.map((value, guess) =>
      value === 0 ? '' : options.normalize ? formatPercent(shares[truth]![guess]!) : String(value),
    ),
  );
  const accuracy = `${word('accuracy')} ${formatPercent(right / truths.length)}`;
  return new Figure({
    text: sentence(counts, titles, `${truths.length} ${word('predictions')}, ${accuracy.toLowerCase()}`),
    width,
    height,
    data: [
      {
        type: 'heatmap',
        z: shares,
        x: titles.map((_, index) => index),
        y: titles.map((_, index) => index),
        zmin: 0,
        zmax: 1,
        colorscale: paleScale,
        showscale: false,
        xgap: 1,
        ygap: 1,
        text: shown,
        texttemplate: cellPx >= cellWithTextPx ? '%{text}' : '',
        textfont: { color: ink, size: cellPx >= 36 ? 13 : 10 },
        customdata: counts.map((row, truth) =>
          row.map((value, guess) => [
            titles[truth],
            titles[guess],
            value,
            formatPercent(shares[truth]![guess]!),
          ]),
        ),
        hovertemplate: `${word('trueLabel')} %{customdata[0]}<br>${word('predicted')} %{customdata[1]}<br>%{customdata[2]} (%{customdata[3]})<extra></extra>`,
      },
    ],
    layout: {
      ...title,
      margin,
      xaxis: { ...axisOf(titles, word('predicted')), tickangle: labelPx > cellPx ? -45 : 0 },
      yaxis: { ...axisOf(titles, word('trueLabel')), autorange: 'reversed' },
      shapes: titles.map((_, index) => ({
        type: 'rect',
        x0: index - 0.5,
        x1: index + 0.5,
        y0: index - 0.5,
        y1: index + 0.5,
        line: { color: ink, width: 1 },
      })),
      annotations: [
        {
          text: `<b>${accuracy}</b> (${right}/${truths.length})`,
          xref: 'paper',
          yref: 'paper',
          x: 0,
          y: 1,
          xanchor: 'left',
          yanchor: 'bottom',
          yshift: 6,
          showarrow: false,
        },
      ],
    },
  });
}

function axisOf(titles: readonly string[], title: string): Record<string, unknown> {
  return {
    title: { text: title, standoff: 8 },
    tickvals: titles.map((_, index) => index),
    ticktext: titles,
    showgrid: false,
    zeroline: false,
    fixedrange: true,
  };
}

/** The accuracy, and the three pairs that are mistaken most often. */
function sentence(counts: readonly number[][], titles: readonly string[], start: string): string {
  const mistakes = counts
    .flatMap((row, truth) => row.map((value, guess) => ({ value, truth, guess })))
    .filter(({ value, truth, guess }) => truth !== guess && value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, 3)
    .map(({ value, truth, guess }) => `${titles[truth]} → ${titles[guess]} ${value}`);
  return mistakes.length === 0 ? `${start}.` : `${start}; ${word('mostMistaken')}: ${mistakes.join(', ')}.`;
}
