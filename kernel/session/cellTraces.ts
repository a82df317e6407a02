/** Stack traces in the cells' own lines: every `error.stack`, whoever reads it, names `Cell [3]:2:5`. */
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CellProgram } from './channel.js';

const scheme = 'cuaderno-cell:';
const kernelFolder = fileURLToPath(new URL('..', import.meta.url));
const hidden = [kernelFolder, 'node:inspector', 'node:internal/'];

export interface CellPosition {
  title: string;
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** The cell's source. */
  source: string;
}

interface Known {
  program: CellProgram;
  map?: TraceMap;
}

export class CellTraces {
  readonly #cells = new Map<string, Known>();
  readonly #previous = Error.prepareStackTrace;
  readonly #previousLimit = Error.stackTraceLimit;

  constructor() {
    Error.stackTraceLimit = 30;
    Error.prepareStackTrace = (error, frames) => this.#render(error, frames);
  }

  /** Remembers a cell; returns the source URL to run it under. */
  add(program: CellProgram): string {
    const url = `${scheme}${this.#cells.size + 1}`;
    this.#cells.set(url, { program });
    return url;
  }

  /** The first place in a cell that a rendered stack names. */
  firstCellPosition(stack: string): CellPosition | undefined {
    const match = /(?:\(|at |async )(Cell \[[^\]]*\]|[^()\n]*?):(\d+):(\d+)\)?$/m;
    for (const text of stack.split('\n')) {
      const [, title, line, column] = match.exec(text) ?? [];
      if (!title) continue;
      // Titles repeat when a notebook is run without counting; the newest cell is the one that is meant.
      const known = [...this.#cells.values()].reverse().find(({ program }) => program.title === title);
      if (known) return { title, line: Number(line), column: Number(column), source: known.program.source };
    }
    return undefined;
  }

  release(): void {
    Error.prepareStackTrace = this.#previous;
    Error.stackTraceLimit = this.#previousLimit;
  }

  #render(error: Error, frames: NodeJS.CallSite[]): string {
    const isCell = (frame: NodeJS.CallSite) => scriptOf(frame).startsWith(scheme);
    const lastCell = frames.findLastIndex(isCell);
    // Below a cell's last frame lies what called the cell: this kernel.
    const called = frames.slice(lastCell + 1).some((frame) => isHidden(scriptOf(frame)));
    const shown = lastCell >= 0 && called ? frames.slice(0, lastCell + 1) : frames;
    return [
      headline(error),
      ...shown
        .filter((frame) => !isHidden(scriptOf(frame)))
        .map((frame) => `    at ${isCell(frame) ? this.#mapped(frame, scriptOf(frame)) : frame}`),
    ].join('\n');
  }

  #mapped(frame: NodeJS.CallSite, url: string): string {
    const known = this.#cells.get(url);
    const [line, column] = [frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1];
    if (!known) return `${frame}`;
    known.map ??= new TraceMap(known.program.sourceMap);
    const original = originalPositionFor(known.map, { line, column: column - 1 });
    const place =
      original.line === null
        ? known.program.title
        : `${known.program.title}:${original.line}:${original.column + 1}`;
    return `${frame}`.replace(`${url}:${line}:${column}`, place);
  }
}

function scriptOf(frame: NodeJS.CallSite): string {
  return frame.getScriptNameOrSourceURL() ?? '';
}

function isHidden(script: string): boolean {
  return hidden.some((start) => script.replace('file://', '').startsWith(start));
}

function headline(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
