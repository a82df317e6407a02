import type { SetupProgress } from '../../src/engine/native/progress.js';

const barWidth = 24;
const lineIntervalMs = 5000;

/** Shows steps and how far they are on standard error: a moving bar in a terminal, a line now and then elsewhere. */
export function stepProgress(): SetupProgress & { end(): void } {
  const terminal = process.stderr.isTTY;
  let title = '';
  let lastLineMs = 0;
  let lineIsOpen = false;
  const end = (): void => {
    if (lineIsOpen) process.stderr.write('\n');
    lineIsOpen = false;
  };
  return {
    step(next) {
      end();
      title = next;
      lastLineMs = Date.now();
      process.stderr.write(`cuaderno: ${title}`);
      lineIsOpen = true;
      if (!terminal) end();
    },
    advance(doneBytes, totalBytes) {
      const amount = `${megabytes(doneBytes)} of ${megabytes(totalBytes)} MB`;
      if (terminal) {
        const filled = Math.round((barWidth * doneBytes) / totalBytes);
        const bar = '━'.repeat(filled) + '·'.repeat(barWidth - filled);
        process.stderr.write(`\rcuaderno: ${title} ${bar} ${amount}\x1b[K`);
        lineIsOpen = true;
      } else if (Date.now() - lastLineMs >= lineIntervalMs) {
        lastLineMs = Date.now();
        process.stderr.write(`cuaderno:   ${amount}\n`);
      }
    },
    end,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}
