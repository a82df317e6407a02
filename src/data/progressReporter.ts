/** Shows how far a download or an import is: one line in place in a terminal or a notebook, a line now and then in a log. */
import { randomUUID } from 'node:crypto';
import { displayHost } from '../display/displayHost.js';
import { humanSize } from './humanSize.js';
import type { DataProgress, OnProgress } from './progress.js';

interface ProgressReporter {
  report: OnProgress;
  /** Ends the line that was updated in place. */
  end(): void;
}

interface Line {
  show(text: string, isFirst: boolean): void;
  end(): void;
  everyMs: number;
}

/** @param stream where to show it outside a notebook */
export function progressReporter(stream: NodeJS.WriteStream = process.stderr): ProgressReporter {
  const line = lineIn(stream);
  let current = '';
  let shownAt = 0;
  let started = { at: 0, done: 0 };
  return {
    report(progress) {
      const now = performance.now();
      const isFirst = progress.what !== current;
      if (isFirst) {
        if (current !== '') line.end();
        current = progress.what;
        started = { at: now, done: progress.done };
      }
      if (!isFirst && now - shownAt < line.everyMs && progress.done < progress.total) return;
      shownAt = now;
      line.show(describe(progress, (progress.done - started.done) / ((now - started.at) / 1000)), isFirst);
    },
    end() {
      if (current !== '') line.end();
      current = '';
    },
  };
}

function lineIn(stream: NodeJS.WriteStream): Line {
  const host = displayHost();
  if (host) {
    let displayId = '';
    return {
      everyMs: 250,
      end: () => {},
      show(text, isFirst) {
        if (isFirst) displayId = randomUUID();
        host.display({ 'text/plain': text }, { displayId, update: !isFirst });
      },
    };
  }
  if (stream.isTTY) {
    return {
      everyMs: 250,
      end: () => void stream.write('\n'),
      show: (text) => void stream.write(`\r\x1b[K${text.slice(0, Math.max(20, (stream.columns ?? 80) - 1))}`),
    };
  }
  return { everyMs: 5000, end: () => {}, show: (text) => void stream.write(`${text}\n`) };
}

function describe({ what, done, total, unit }: DataProgress, perSecond: number): string {
  const percent = total > 0 ? Math.floor((100 * done) / total) : 100;
  const amount = (value: number): string =>
    unit === 'bytes' ? humanSize(value) : value.toLocaleString('en');
  const isSteady = Number.isFinite(perSecond) && perSecond > 0;
  const speed = isSteady && unit === 'bytes' ? `, ${humanSize(perSecond)}/s` : '';
  const left = isSteady && done < total ? `, ${Math.ceil((total - done) / perSecond)} s left` : '';
  return `${what}: ${percent} % (${amount(done)} of ${amount(total)}${unit === 'images' ? ' images' : ''}${speed}${left})`;
}
