/** TypeScript's complaints about a cell, as the error a notebook shows before anything has run. */
import ts from 'typescript';
import type { ErrorReport } from '../session/channel.js';
import { codeFrame } from '../session/codeFrame.js';

const shownAtMost = 10;

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
