/** A text that is rewritten where it stands: in a notebook's output, in a terminal's line, or not at all in a file. */
import { randomUUID } from 'node:crypto';
import { displayHost } from '../../display/displayHost.js';

export interface ProgressText {
  /** Adds a line that will not change any more. */
  line(text: string): void;
  /** Shows a last line that the next call replaces. */
  provisional(text: string): void;
  /** Whether `provisional` shows anything. */
  readonly moves: boolean;
}

/** The kind that fits where this process runs. */
export function progressText(): ProgressText {
  const host = displayHost();
  if (host !== undefined) return notebookText();
  return process.stdout.isTTY ? terminalText() : plainText();
}

function notebookText(): ProgressText {
  const displayId = randomUUID();
  const lines: string[] = [];
  let isShown = false;
  const show = (last: string[]): void => {
    const bundle = { 'text/plain': [...lines, ...last].join('\n') };
    displayHost()?.display(bundle, { displayId, update: isShown });
    isShown = true;
  };
  return {
    moves: true,
    line(text) {
      lines.push(text);
      show([]);
    },
    provisional: (text) => show([text]),
  };
}

function terminalText(): ProgressText {
  const toLineStart = '\r';
  const clearLine = '\x1b[K';
  return {
    moves: true,
    line: (text) => void process.stdout.write(`${toLineStart}${text}${clearLine}\n`),
    provisional: (text) =>
      void process.stdout.write(toLineStart + text.slice(0, process.stdout.columns - 1) + clearLine),
  };
}

function plainText(): ProgressText {
  return { moves: false, line: (text) => void process.stdout.write(`${text}\n`), provisional: () => {} };
}
