/** Runs of a log side by side: their curves, and a table of what distinguishes them. */
import {
  type Displayable,
  displayMetadata,
  jupyterDisplay,
  type MimeBundle,
} from '../display/displayHost.js';
import { escapeHtml } from '../display/escapeHtml.js';
import { locale } from '../display/locale.js';
import { Figure } from '../plots/figure.js';
import { history as historyFigure } from '../plots/history.js';
import { gridGray } from '../plots/palette.js';
import type { LogTable } from './logFile.js';
import type { KeptHistory } from './runFolder.js';
import { prettyText, title } from './tableText.js';

/** What differs between runs in one column. */
export interface Difference {
  /** The column: `batchSize`, `source:average`, `value:dropout`, … */
  readonly column: string;
  /** Its heading in the language in force. */
  readonly title: string;
  /** A value for every run, as people read it; '' where a run has none. */
  readonly values: readonly string[];
}

/** Columns that differ between any two runs. */
const always = new Set(['run', 'id', 'date', 'history', 'weights']);

/**
 * What `log.compare` gives. In a notebook it shows itself: curves above, differences below.
 * @example
 * const log = await ExperimentLog.open(path.join(await mkdtemp(path.join(os.tmpdir(), 'log-')), 'log.xlsx'));
 * await model.fit(train, { validationData: test, verbose: 0, log });
 * await model.fit(train, { validationData: test, verbose: 0, batchSize: 8, log });
 * const comparison = await log.compare(['T0', 'T1']);
 * comparison.differences; // [{ column: 'batchSize', title: 'Batch size', values: ['32', '8'] }, …]
 * await comparison.figure.save(path.join(os.tmpdir(), 'comparison.png'));
 */
export class Comparison implements Displayable {
  readonly differences: readonly Difference[];
  /** Curves, where any were kept, and the table. */
  readonly figure: Figure;

  /** Made by `log.compare`. */
  constructor(
    readonly runs: readonly string[],
    { columns, rows }: LogTable,
    histories: Readonly<Record<string, KeptHistory>>,
  ) {
    const chosen = runs.map((run) => rows.findLast((row) => row.get('run') === run)!);
    this.differences = columns.flatMap((column): Difference[] => {
      if (always.has(column)) return [];
      const values = chosen.map((row) => prettyText(column, row.get(column), locale()));
      if (values.every((value) => value === values[0])) return [];
      return [{ column, title: title(column, locale()), values }];
    });
    this.figure = drawn(runs, this.differences, histories);
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    return this.figure[jupyterDisplay]();
  }

  get [displayMetadata](): Record<string, unknown> {
    return this.figure[displayMetadata];
  }
}

/** The curves with the table below; the curves' panels are pushed up to make room. */
function drawn(
  runs: readonly string[],
  differences: readonly Difference[],
  histories: Readonly<Record<string, KeptHistory>>,
): Figure {
  const curves = Object.keys(histories).length === 0 ? undefined : historyFigure(histories);
  const lines = [['', ...runs], ...differences.map(({ title: text, values }) => [text, ...values])];
  const table = tableParts(lines);
  const curvesPx = curves?.height ?? 20;
  const height = curvesPx + table.heightPx;
  const layout: Record<string, unknown> = { ...curves?.layout };
  const margin = (layout.margin ?? { l: 20, r: 20, t: 10, b: 10 }) as Record<'l' | 'r' | 't' | 'b', number>;
  // Places are shares of what is between the margins.
  const [plotBefore, plotNow] = [curvesPx - margin.t - margin.b, height - margin.t - bottomPx];
  for (const [name, axis] of Object.entries(layout)) {
    if (!name.startsWith('yaxis')) continue;
    const { domain, ...rest } = axis as { domain: [number, number] };
    const lifted = domain.map(
      (share) => (table.heightPx + margin.b - bottomPx + share * plotBefore) / plotNow,
    );
    layout[name] = { ...rest, domain: lifted.map((share) => Math.min(1, share)) };
  }
  const hidden = { visible: false, fixedrange: true };
  const described = differences.map(
    ({ title: text, values }) => `${text}: ${values.map((value) => value || '–').join(' / ')}`,
  );
  return new Figure({
    data: curves?.data ?? [],
    layout: {
      ...layout,
      ...(curves === undefined ? { xaxis: hidden, yaxis: hidden } : {}),
      margin: { ...margin, b: bottomPx },
      annotations: [...((layout.annotations as object[] | undefined) ?? []), ...table.texts(plotNow)],
      shapes: table.rules(plotNow),
    },
    text: [runs.join(' / '), ...(curves === undefined ? [] : [curves.text]), ...described].join('\n'),
    height,
  });
}

const bottomPx = 10;
const linePx = 17;
const paddingPx = 9;
/** Of the first column, which holds the headings. */
const headingShare = 0.24;
/** Characters over the figure's whole width. */
const charactersAcross = 105;

/** A table of texts as annotations and lines: Plotly's own tables cannot be drawn without a browser. */
function tableParts(lines: readonly (readonly string[])[]): {
  heightPx: number;
  texts(plotPx: number): Record<string, unknown>[];
  rules(plotPx: number): Record<string, unknown>[];
} {
  const columns = lines[0]!.length;
  const share = (column: number): number =>
    column === 0 ? headingShare : (1 - headingShare) / (columns - 1);
  const wrapped = lines.map((cells) =>
    cells.map((text, column) => wrap(text, charactersAcross * share(column) - 2)),
  );
  const heights = wrapped.map((cells) => linePx * Math.max(...cells.map((cell) => cell.length)) + paddingPx);
  const tops = heights.map((_, index) => heights.slice(index).reduce((sum, height) => sum + height, 0));
  const left = (column: number): number => (column === 0 ? 0 : headingShare + (column - 1) * share(1));
  return {
    heightPx: tops[0]! + bottomPx,
    texts: (plotPx) =>
      wrapped.flatMap((cells, row) =>
        cells.map((cell, column) => ({
          xref: 'paper',
          yref: 'paper',
          x: left(column),
          y: (tops[row]! - paddingPx / 2) / plotPx,
          xanchor: 'left',
          yanchor: 'top',
          align: 'left',
          showarrow: false,
          borderpad: 0,
          font: { size: 12 },
          text: row === 0 || column === 0 ? `<b>${cell.join('<br>')}</b>` : cell.join('<br>'),
        })),
      ),
    rules: (plotPx) =>
      tops.map((top) => ({
        type: 'line',
        xref: 'paper',
        yref: 'paper',
        x0: 0,
        x1: 1,
        y0: top / plotPx,
        y1: top / plotPx,
        line: { color: gridGray, width: 1 },
      })),
  };
}

/** Lines of at most so many characters, broken between words; the markup that Plotly knows is taken for text. */
function wrap(text: string, most: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line !== undefined && `${line} ${word}`.length <= most) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word.length > 2 * most ? `${word.slice(0, Math.floor(2 * most) - 1)}…` : word);
  }
  return lines.map(escapeHtml);
}
