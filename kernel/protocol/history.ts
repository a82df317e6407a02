/** What was run in this kernel, for `history_request`. */
import type { Content } from './wire.js';

interface Entry {
  line: number;
  input: string;
  output?: string;
}

type HistoryRow = [session: number, line: number, source: string | [input: string, output: string | null]];

const session = 1;

export class History {
  readonly #entries: Entry[] = [];

  add(line: number, input: string): void {
    this.#entries.push({ line, input });
  }

  /** Remembers the plain text of a line's result. */
  setOutput(line: number, output: string): void {
    const entry = this.#entries.findLast((candidate) => candidate.line === line);
    if (entry) entry.output = output;
  }

  /** Answers the content of a `history_request`: `tail`, `range` or `search`. */
  answer(request: Content): HistoryRow[] {
    const withOutput = request.output === true;
    return this.#select(request).map(({ line, input, output }) => [
      session,
      line,
      withOutput ? [input, output ?? null] : input,
    ]);
  }

  #select({ hist_access_type: access, n, start, stop, pattern, unique, session: asked }: Content): Entry[] {
    if (access === 'range') {
      const otherSession = typeof asked === 'number' && asked !== 0 && asked !== session;
      const first = typeof start === 'number' ? start : 1;
      const end = typeof stop === 'number' ? stop : Number.POSITIVE_INFINITY;
      return otherSession ? [] : this.#entries.filter(({ line }) => line >= first && line < end);
    }
    let found = this.#entries;
    if (access === 'search') {
      const matches = globPattern(typeof pattern === 'string' ? pattern : '*');
      found = found.filter(({ input }) => matches.test(input));
      if (unique === true) found = [...new Map(found.map((entry) => [entry.input, entry])).values()];
    }
    return typeof n === 'number' ? found.slice(Math.max(0, found.length - n)) : found;
  }
}

/** `*` any text, `?` any character. */
function globPattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^]*')
    .replace(/\?/g, '[^]');
  return new RegExp(`^${source}$`);
}
