/** A run as its terminal shows it: which cell, under which heading, how long, and what it puts out. */
import type { CellError, CellProgress, ExecuteOptions } from './executeNotebook.js';
import { LiveText } from './liveText.js';
import { joinText } from './notebook.js';
import type { OutputMessage } from './outputCollector.js';
import { overwritten } from './streamText.js';

/** The part of a terminal that is used. */
export interface Terminal {
  isTTY?: boolean;
  columns?: number;
  write(text: string): unknown;
}

type ProgressHooks = Required<Pick<ExecuteOptions, 'onCellStart' | 'onOutput' | 'onCellEnd'>>;

const clearLine = '\r\x1b[K';
const refreshMs = 1000;
/** A result longer than this is shown by its first lines. */
const mostResultLines = 12;

/** On a terminal the status stays on the last line, in place; elsewhere each cell is announced and closed by a line. */
export function terminalProgress(terminal: Terminal): ProgressHooks {
  return terminal.isTTY ? inPlace(terminal) : lineByLine(terminal);
}

function inPlace(terminal: Terminal): ProgressHooks {
  let startedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let shown: CellProgress | undefined;
  /** A line that the cell has begun and not ended: it stays, and the status waits. */
  let openLine = false;
  let live = new LiveText();
  const draw = (): void => {
    if (openLine || shown === undefined) return;
    const now = live.provisional === '' ? '' : ` · ${live.provisional}`;
    const status = `${heading(shown)} · ${duration(performance.now() - startedMs)}${now}`;
    terminal.write(`${clearLine}\x1b[2m${status.slice(0, (terminal.columns || 80) - 1)}\x1b[22m`);
  };
  return {
    onCellStart(progress) {
      startedMs = performance.now();
      shown = progress;
      openLine = false;
      live = new LiveText();
      draw();
      timer = setInterval(draw, refreshMs);
      timer.unref();
    },
    onOutput(_progress, message) {
      const lines = live.take(message);
      const text = lines === undefined ? textOf(message) : textOfLines(lines);
      if (text === '') return draw();
      terminal.write(openLine ? text : `${clearLine}${text}`);
      const rest = text.slice(text.lastIndexOf('\n') + 1);
      openLine = rest !== '' || (openLine && !text.includes('\n'));
      draw();
    },
    onCellEnd(progress, elapsedMs, error) {
      clearInterval(timer);
      shown = undefined;
      terminal.write(
        `${openLine ? '\n' : clearLine}${textOfLines(live.finish())}${closing(progress, elapsedMs, error)}\n`,
      );
    },
  };
}

function lineByLine(terminal: Terminal): ProgressHooks {
  let openLine = '';
  let live = new LiveText();
  return {
    onCellStart(progress) {
      openLine = '';
      live = new LiveText();
      terminal.write(`${heading(progress)}\n`);
    },
    onOutput(_progress, message) {
      const final = live.take(message);
      if (final !== undefined) return void terminal.write(textOfLines(final));
      const lines = (openLine + textOf(message)).split('\n');
      openLine = lines.pop() ?? '';
      for (const line of lines) terminal.write(`${overwritten(line)}\n`);
    },
    onCellEnd(progress, elapsedMs, error) {
      if (openLine !== '') terminal.write(`${overwritten(openLine)}\n`);
      terminal.write(`${textOfLines(live.finish())}${closing(progress, elapsedMs, error)}\n`);
    },
  };
}

function heading({ number, total, title }: CellProgress): string {
  return title === '' ? `[${number}/${total}]` : `[${number}/${total}] ${title}`;
}

function closing(progress: CellProgress, elapsedMs: number, error: CellError | undefined): string {
  const mark = error === undefined ? '✓' : '✗';
  return `${mark} ${heading(progress)} · ${duration(elapsedMs)}${error === undefined ? '' : ` · ${error.name}`}`;
}

function textOfLines(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** Streams as they are; results and displays by their text; errors are shown in full when the run has stopped. */
function textOf({ type, content }: OutputMessage): string {
  if (type === 'stream') return String(content.text);
  if (type !== 'execute_result' && type !== 'display_data') return '';
  const plain = (content.data as Record<string, string | string[]> | undefined)?.['text/plain'];
  const lines = joinText(plain).split('\n');
  const more = lines.length > mostResultLines ? ['…'] : [];
  const text = [...lines.slice(0, mostResultLines), ...more].join('\n');
  return text === '' ? '' : `${text}\n`;
}

/** 0.4 s, 12 s, 3 min 05 s. */
export function duration(elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
