/** Whether a cell is a whole: what a console asks before it runs a line. */
import type ts from 'typescript';

export type Completeness = { status: 'complete' | 'invalid' } | { status: 'incomplete'; indent: string };

/** Errors that more text at the end would mend: unterminated template literal, comment. */
const unterminated = new Set([1160, 1010]);
/** A string that ends with its line: no further line can mend it. */
const unterminatedString = 1002;
const indentation = '  ';

export function completeness(file: ts.SourceFile): Completeness {
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly ts.DiagnosticWithLocation[] };
  const end = file.text.trimEnd().length;
  const [first] = parseDiagnostics;
  if (!first) return { status: 'complete' };
  if (first.code === unterminatedString) return { status: 'invalid' };
  if (unterminated.has(first.code) || first.start >= end)
    return { status: 'incomplete', indent: indentOf(file.text) };
  return { status: 'invalid' };
}

/** The next line's: as the last one, one step deeper after an opening bracket. */
function indentOf(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  const own = /^\s*/.exec(line)![0];
  return /[{([]\s*(\/\/.*)?$|=>\s*$/.test(line) ? own + indentation : own;
}
