/** What every form of an explanation says, in numbers. */
import { formatNumber } from '../../display/locale.js';
import type { Pass } from '../../engine/operationLabel.js';
import type { ExplainedOperation, Explanation } from './explanation.js';
import { word } from './words.js';

/** The parts of a step in the order in which they run. */
export const passOrder: readonly Pass[] = ['forward', 'loss', 'backward', 'update', 'metrics'];

/** What is explained, in a few words. */
export function titleOf({ what, subject, samples }: Explanation): string {
  if (what === 'function') return subject === '' ? word('aFunction') : `${word('function')} “${subject}”`;
  const step = word(what === 'training' ? 'trainingStep' : 'forwardPass');
  return `${step} “${subject}”, ${samples} ${word(samples === 1 ? 'sample' : 'samples')}`;
}

export interface Total {
  operations: number;
  /** The sum of those that have a time. */
  timeMs: number;
}

export function totalOf(operations: readonly ExplainedOperation[]): Total {
  const timeMs = operations.reduce((sum, one) => sum + (one.timeMs ?? 0), 0);
  return { operations: operations.length, timeMs };
}

/** One layer's (or nobody's) operations in one part of the step, before and after. */
export interface GroupRow {
  layer: string | undefined;
  pass: Pass;
  recorded: Total;
  running: Total | undefined;
}

/** Part by part, within each the layers in the order in which they first occur. */
export function groupRows({ recorded, running }: Explanation): GroupRow[] {
  return passOrder.flatMap((pass) => {
    const own = recorded.filter((one) => one.pass === pass);
    const layers = [...new Set(own.map(({ layer }) => layer))];
    return layers.map((layer) => ({
      layer,
      pass,
      recorded: totalOf(own.filter((one) => one.layer === layer)),
      running:
        running === undefined
          ? undefined
          : totalOf(running.filter((one) => one.pass === pass && one.layer === layer)),
    }));
  });
}

/** What became of a recorded operation, in words. */
export function fateText({ fate, into }: ExplainedOperation): string {
  switch (fate) {
    case undefined:
      return '';
    case 'kept':
      return word('theSame');
    case 'replaced':
      return `→ ${into!.operation}`;
    case 'absorbed':
      return `${word('within')} ${into!.operation}`;
    case 'dropped':
      return word('dropped');
  }
}

/** Milliseconds with three digits that count, or a dash. */
export function timeText(timeMs: number | undefined): string {
  if (timeMs === undefined || Number.isNaN(timeMs)) return '–';
  if (timeMs >= 100) return formatNumber(timeMs, 0);
  return formatNumber(timeMs, timeMs >= 10 ? 1 : timeMs >= 1 ? 2 : 3);
}
