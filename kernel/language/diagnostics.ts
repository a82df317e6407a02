/** TypeScript's complaints about a cell, as the error a notebook shows before anything has run. */
import ts = require('typescript');

import type { ErrorReport } from '../session/channel.js';
import { codeFrame } from '../session/codeFrame.js';
import { importOf, libraryExports } from './libraryExports.js';

const shownAtMost = 10;
/** TS2304, and TS2552 where something is spelled alike. */
const unknownName = new Set([2304, 2552]);
/** TS2632 */
const assignmentToImport = 2632;

/** @param syntax whether these are errors of form, so that nothing was type-checked */
export function reportDiagnostics(
  source: string,
  diagnostics: readonly ts.Diagnostic[],
  syntax: boolean,
): ErrorReport {
  const [first] = diagnostics;
  const name = syntax ? 'SyntaxError' : 'TypeCheckError';
  const traceback = diagnostics
    .slice(0, shownAtMost)
    .flatMap((diagnostic) => [...describe(source, diagnostic, name), '']);
  if (diagnostics.length > shownAtMost) {
    traceback.push(`… and ${diagnostics.length - shownAtMost} more`, '');
  }
  traceback.push('Nothing of this cell has run.');
  return {
    name: `${name} (TS${first?.code ?? 0})`,
    message: first ? firstLine(first) : '',
    traceback,
  };
}

/** The names of earlier cells reach a cell as declarations of which its author knows nothing; this says it in the
 *  author's words. */
export function explained(
  diagnostic: ts.Diagnostic,
  earlier: ReadonlyMap<string, { kind: string }>,
): ts.Diagnostic {
  const { code, file, start, length } = diagnostic;
  if (!file || start === undefined) return diagnostic;
  const name = file.text.slice(start, start + (length ?? 0));
  if (unknownName.has(code) && libraryExports().has(name)) {
    const messageText = `Cannot find name '${name}'. It is part of cuaderno: ${importOf(name)}`;
    return { ...diagnostic, messageText };
  }
  if (code !== assignmentToImport) return diagnostic;
  const kind = earlier.get(name)?.kind;
  if (kind === 'function') {
    const messageText = `Cannot assign to '${name}' because it is a function. Declare it anew: function ${name}() { … }, or give the new value a name of its own.`;
    return { ...diagnostic, code: 2630, messageText };
  }
  if (kind === 'both') {
    const messageText = `Cannot assign to '${name}' because an earlier cell declares it as a class, enum or namespace. Declare it anew, or give the new value a name of its own.`;
    return { ...diagnostic, code: 2629, messageText };
  }
  return diagnostic;
}

function describe(source: string, diagnostic: ts.Diagnostic, name: string): string[] {
  const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  const head = `${name} (TS${diagnostic.code}): ${message}`;
  if (diagnostic.start === undefined) return head.split('\n');
  // What is missing at the end is found missing in what follows the cell.
  const before = source.slice(0, Math.min(diagnostic.start, source.trimEnd().length)).split(/\r\n|\n|\r/);
  const line = before.length;
  const column = before.at(-1)!.length + 1;
  return [
    ...head.split('\n'),
    `  at line ${line}, column ${column}`,
    ...codeFrame(source, { line, column, length: diagnostic.length ?? 1 }),
  ];
}

function firstLine({ messageText, start, file }: ts.Diagnostic): string {
  const message = ts.flattenDiagnosticMessageText(messageText, '\n').split('\n')[0]!;
  if (start === undefined || !file) return message;
  return `line ${file.getLineAndCharacterOfPosition(start).line + 1}: ${message}`;
}
