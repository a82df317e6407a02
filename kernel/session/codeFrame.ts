/** A few lines of a cell with a mark under the place that is meant. */

export interface CodePlace {
  /** 1-based. */
  line: number;
  /** 1-based. */
  column: number;
  /** How many characters to underline; 1 if left out. Cut at the end of the line. */
  length?: number;
}

const linesAround = 2;

export function codeFrame(source: string, place: CodePlace): string[] {
  const lines = source.split(/\r\n|\n|\r/);
  const text = lines[place.line - 1];
  if (text === undefined) return [];
  const first = Math.max(1, place.line - linesAround);
  const last = Math.min(lines.length, place.line + linesAround);
  const width = String(last).length;
  const frame: string[] = [];
  for (let number = first; number <= last; number++) {
    const mark = number === place.line ? '>' : ' ';
    frame.push(`${mark} ${String(number).padStart(width)} | ${lines[number - 1]}`);
    if (number !== place.line) continue;
    const before = text.slice(0, place.column - 1).replace(/[^\t]/g, ' ');
    const length = Math.max(1, Math.min(place.length ?? 1, text.length - place.column + 1));
    frame.push(`  ${' '.repeat(width)} | ${before}${(place.length ? '~' : '^').repeat(length)}`);
  }
  return frame;
}
