/** What a training history says: its curves, which epoch was best, and the same in a sentence. */
import { formatNumber } from '../display/locale.js';
import { seriesColors } from './palette.js';
import { metricTitle, word } from './words.js';

/** What `fit` returns, in Keras's form. */
export interface HistoryLike {
  /** 0, 1, 2, … */
  readonly epoch: readonly number[];
  /** One value an epoch by metric: `loss`, `accuracy`, `val_loss`, `val_accuracy`, … */
  readonly history: Readonly<Record<string, readonly number[]>>;
}

/** One history, or those of trainings that went on where the one before had ended. */
export type HistoryParts = HistoryLike | readonly HistoryLike[];

/** Histories one after the other as one: what a part did not measure is NaN there. */
export function joined(parts: HistoryParts): HistoryLike {
  if (!Array.isArray(parts)) return parts as HistoryLike;
  const given = parts as readonly HistoryLike[];
  const names = [...new Set(given.flatMap((part) => Object.keys(part.history)))];
  const lengths = given.map(({ history }) => Math.max(0, ...Object.values(history).map((v) => v.length)));
  const all = lengths.reduce((sum, length) => sum + length, 0);
  return {
    epoch: Array.from({ length: all }, (_, epoch) => epoch),
    history: Object.fromEntries(
      names.map((name) => [
        name,
        given.flatMap(({ history }, part) =>
          Array.from({ length: lengths[part]! }, (_, at) => history[name]?.[at] ?? Number.NaN),
        ),
      ]),
    ),
  };
}

/** One metric of one run on one set, epoch by epoch. */
export interface Curve {
  /** The run's name; '' if it is alone. */
  run: string;
  metric: string;
  validation: boolean;
  /** Counted from 1, as the progress line does. */
  epochs: readonly number[];
  values: readonly number[];
}

/** Tells one run from several by name. */
export function isRun(value: HistoryParts | Readonly<Record<string, HistoryParts>>): value is HistoryParts {
  if (Array.isArray(value)) return true;
  const { epoch, history } = value as Partial<HistoryLike>;
  return Array.isArray(epoch) && typeof history === 'object';
}

/** A curve for each of a run's metrics and sets. */
export function curvesOf(run: string, { epoch, history: values }: HistoryLike): Curve[] {
  return Object.entries(values).map(([key, series]) => ({
    run,
    metric: key.replace(/^val_/, ''),
    validation: key.startsWith('val_'),
    epochs: series.map((_, index) => (epoch[index] ?? index) + 1),
    values: series,
  }));
}

export interface BestPoint {
  epoch: number;
  value: number;
  color: string;
}

/** The best epoch of each run for the metric of the curves shown, and the color of its curve. */
export function bestPoints(shown: readonly Curve[], runs: readonly string[]): BestPoint[] {
  return runs.flatMap((run, index) => {
    const curve = decisiveCurve(shown.filter((candidate) => candidate.run === run));
    const at = curve === undefined ? undefined : bestIndex(curve);
    if (curve === undefined || at === undefined || curve.values.length < 2) return [];
    const color = seriesColor(runs.length > 1 ? index : Number(curve.validation));
    return { epoch: curve.epochs[at]!, value: curve.values[at]!, color };
  });
}

/** The curves in words: first and last values, and the best. */
export function sentence(metrics: readonly string[], curves: readonly Curve[]): string {
  const runs = [...new Set(curves.map(({ run }) => run))];
  const described = runs.map((run) => {
    const parts = metrics.flatMap((metric) => {
      const own = curves.filter((curve) => curve.run === run && curve.metric === metric);
      return own.map((curve) => {
        const name = metricTitle(metric).toLowerCase();
        const set = own.length === 1 ? '' : ` (${curve.validation ? word('validation') : word('train')})`;
        const [first, last] = [curve.values[0] ?? Number.NaN, curve.values.at(-1) ?? Number.NaN];
        const at = curve === decisiveCurve(own) ? bestIndex(curve) : undefined;
        const best =
          at === undefined || curve.values.length < 2
            ? ''
            : `, ${word('best')} ${formatNumber(curve.values[at]!, 4)} (${word('epoch').toLowerCase()} ${curve.epochs[at]})`;
        return `${name}${set} ${formatNumber(first, 4)} → ${formatNumber(last, 4)}${best}`;
      });
    });
    return `${run === '' ? '' : `${run}: `}${parts.join('; ')}`;
  });
  const epochs = Math.max(0, ...curves.map(({ values }) => values.length));
  return `${word('history')}, ${epochs} ${word(epochs === 1 ? 'epoch' : 'epochs').toLowerCase()}${
    described.length > 0 ? `: ${described.join(' | ')}` : ''
  }`;
}

function decisiveCurve(curves: readonly Curve[]): Curve | undefined {
  if (curves[0]?.metric === 'learning_rate') return undefined;
  return curves.find(({ validation }) => validation) ?? curves[0];
}

function bestIndex({ metric, values }: Curve): number | undefined {
  let best: number | undefined;
  values.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    const better =
      best === undefined || (lowerIsBetter(metric) ? value < values[best]! : value > values[best]!);
    if (better) best = index;
  });
  return best;
}

/** Whether training brings the metric down. */
export function lowerIsBetter(metric: string): boolean {
  return /loss|error|crossentropy|divergence|^m[as]p?l?e$/i.test(metric);
}

/** The color of the n-th series. */
export function seriesColor(index: number): string {
  return seriesColors[index % seriesColors.length]!;
}
