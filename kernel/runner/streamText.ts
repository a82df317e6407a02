/** Text as a terminal would show it: carriage returns and backspaces go back and what follows overwrites. */

const eraseLine = /\x1b\[[02]?K/g;
const longestUnsettled = 4096;

/** Collects a stream piece by piece; only the last line is ever gone over again. */
export class StreamText {
  private finished: string[] = [];
  /** The last line as it came, with its carriage returns. */
  private lastLine = '';

  append(text: string): void {
    const lines = (this.lastLine + text).split('\n');
    this.lastLine = lines.pop() ?? '';
    if (lines.length > 0) this.finished.push(`${lines.map(overwritten).join('\n')}\n`);
    const lastReturn = this.lastLine.lastIndexOf('\r');
    if (lastReturn > longestUnsettled) {
      // A progress line that was rewritten many times: what it was before its last return is settled.
      const settled = overwritten(this.lastLine.slice(0, lastReturn));
      this.lastLine = `${settled}${this.lastLine.slice(lastReturn)}`;
    }
  }

  toString(): string {
    if (this.finished.length > 1) this.finished = [this.finished.join('')];
    return (this.finished[0] ?? '') + overwritten(this.lastLine);
  }
}

/** One line after its carriage returns and backspaces. */
export function overwritten(line: string): string {
  if (!/[\r\b]/.test(line)) return line;
  return line.split(/\r+/).reduce((shown, next) => {
    const plain = backspaced(next);
    if (plain === '') return shown;
    // Colors have no width: a line that has them replaces the one before instead of a part of it.
    if (plain.includes('\x1b') || shown.includes('\x1b')) return plain.replace(eraseLine, '');
    return plain + shown.slice(plain.length);
  }, '');
}

function backspaced(text: string): string {
  let shown = text;
  while (/[^\b]\x08/.test(shown)) shown = shown.replace(/[^\b]\x08/g, '');
  return shown.replaceAll('\b', '');
}
