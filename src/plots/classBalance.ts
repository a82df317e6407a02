/** How many images there are of each class. */
import { ArgumentError } from '../errors.js';
import { seriesColor } from './curves.js';
import { Figure } from './figure.js';
import { className } from './imageGrid.js';
import { labelsOf, type TrueLabels } from './judged.js';
import { gridGray } from './palette.js';
import { titleRoom } from './title.js';
import { word } from './words.js';

/** Arguments of `plots.classBalance`. */
export interface ClassBalanceOptions {
  /** The name of each class; the data set's own if left out. */
  classNames?: readonly string[];
  title?: string;
}

/**
 * Bars of the number of images of each class; of several sets by name, side by side.
 * @param sets a data set or class indices, or several by name
 * @throws {ArgumentError} for sets without labels
 * @example plots.classBalance({ train, test });
 */
export function classBalance(
  sets: TrueLabels | Readonly<Record<string, TrueLabels>>,
  options: ClassBalanceOptions = {},
): Figure {
  const byName: Readonly<Record<string, TrueLabels>> = isOne(sets) ? { '': sets } : sets;
  const series = Object.entries(byName).map(([name, set]) => ({ name, labels: labelsOf(set) }));
  const most = Math.max(-1, ...series.flatMap(({ labels }) => labels));
  if (most < 0) throw new ArgumentError('plots.classBalance: expected labels; received none.');
  const [own] = Object.values(byName).flatMap((set) =>
    'classNames' in set && set.classNames ? [set.classNames] : [],
  );
  const names = options.classNames ?? own;
  const classes = Array.from({ length: Math.max(most + 1, names?.length ?? 0) }, (_, index) =>
    className(index, names),
  );
  const counts = series.map(({ labels }) => {
    const found = classes.map(() => 0);
    for (const label of labels) found[label]! += 1;
    return found;
  });
  const { layout: title, heightPx: titlePx } = titleRoom(options.title);
  const isLong = classes.join('').length * 8 > 700;
  return new Figure({
    height: 340 + titlePx + (isLong ? 40 : 0),
    text: `${word('imagesPerClass')}: ${series
      .map(({ name, labels }, index) => {
        const own = counts[index]!;
        return `${name === '' ? '' : `${name}, `}${labels.length} ${word('images')}, ${word('from')} ${Math.min(...own)} ${word('to')} ${Math.max(...own)}`;
      })
      .join('; ')}.`,
    data: series.map(({ name }, index) => ({
      type: 'bar',
      name,
      x: classes,
      y: counts[index]!,
      marker: { color: seriesColor(index) },
      ...(classes.length * series.length <= 24 && {
        text: counts[index]!.map(String),
        textposition: 'outside',
        cliponaxis: false,
      }),
      hovertemplate: '%{x}: %{y}<extra></extra>',
    })),
    layout: {
      ...title,
      margin: { l: 60, r: 20, t: titlePx + 40, b: isLong ? 90 : 50 },
      barmode: 'group',
      xaxis: { type: 'category', tickangle: isLong ? -45 : 0, fixedrange: true },
      yaxis: { title: { text: word('images'), standoff: 8 }, gridcolor: gridGray, fixedrange: true },
      showlegend: series.length > 1,
      legend: { orientation: 'h', x: 0, y: 1.04, yanchor: 'bottom' },
    },
  });
}

function isOne(sets: TrueLabels | Readonly<Record<string, TrueLabels>>): sets is TrueLabels {
  return Array.isArray(sets) || ArrayBuffer.isView(sets) || 'dataSync' in sets || isDataSet(sets);
}

/** A set called `labels` is not meant: its value would have no length. */
function isDataSet(sets: object): boolean {
  return 'labels' in sets && typeof (sets.labels as { length?: unknown }).length === 'number';
}
