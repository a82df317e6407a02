/** Lines that are not TypeScript: `%time`, `%cd`, … and `!command`, as notebooks know them from IPython.
 *
 *  A magic line becomes a string literal of its own, so that all other lines stay where they are; compileCell turns the
 *  literal into a call of the session. `!` and `%` are also operators: a line is a magic only where a statement may
 *  begin, and `!name` only if there is nothing of that name to negate. */
import ts = require('typescript');

import type { ErrorReport } from '../session/channel.js';
import { codeFrame } from '../session/codeFrame.js';
import { completeness } from './completeness.js';

export interface CellSource {
  /** The cell without its magics, line for line. */
  source: string;
  /** The lines, counted from 0, that hold a magic's literal at their start. */
  magicLines: ReadonlySet<number>;
  /** `%%js`: the cell is not type-checked. */
  plainJavaScript: boolean;
  /** `%%time`: how long the cell takes is told at its end. */
  timed: boolean;
  /** A magic that does not exist. */
  error?: ErrorReport;
}

/** What stands for `%time` before the statement that is timed; as long as `%time `, so that columns stay. */
export const timeMarker = '%t';

const lineMagics = ['time', 'cd', 'pwd', 'env', 'load_ext', 'reload_ext', 'reset', 'who'];
const cellMagics = ['js', 'javascript', 'time'];
const keywords = new Set([
  'await',
  'delete',
  'false',
  'new',
  'null',
  'this',
  'true',
  'typeof',
  'undefined',
  'void',
]);
const negated = /^[!\s(]*([\p{ID_Start}$_][\p{ID_Continue}$]*)/u;

/** @param isKnown whether the notebook or the platform has something of that name */
export function readMagics(code: string, isKnown: (name: string) => boolean): CellSource {
  const lines = code.split('\n');
  const magicLines = new Set<number>();
  const cell: CellSource = { source: code, magicLines, plainJavaScript: false, timed: false };
  if (!/^[^\S\n]*[%!]/m.test(code)) return cell;
  let first = 0;
  for (; first < lines.length; first++) {
    const [, name] = /^\s*%%(\S+)/.exec(lines[first]!) ?? [];
    if (name === undefined) {
      if (lines[first]!.trim() === '') continue;
      break;
    }
    if (!cellMagics.includes(name)) return { ...cell, error: unknown(code, first, `%%${name}`) };
    if (name === 'time') cell.timed = true;
    else cell.plainJavaScript = true;
    lines[first] = ' '.repeat(lines[first]!.length);
  }
  for (let index = first; index < lines.length; index++) {
    const line = lines[index]!;
    const [, name] = /^%([a-z_]+)/.exec(line) ?? [];
    if (name === undefined && !line.startsWith('!')) continue;
    if (!startsStatement(lines, index)) continue;
    if (name !== undefined && !lineMagics.includes(name)) {
      if (lines.slice(0, index).every((before) => before.trim() === '')) {
        return { ...cell, error: unknown(code, index, `%${name}`) };
      }
      continue;
    }
    if (name === undefined && isNegation(line, code, isKnown)) continue;
    magicLines.add(index);
    if (name === 'time') lines[index] = line.replace(/^%time\s?/, `'${timeMarker}'; `);
    else index = replaceCommand(lines, index);
  }
  return { ...cell, source: lines.join('\n') };
}

/** A command may go on in the next line after a backslash. Returns the last line it takes. */
function replaceCommand(lines: string[], start: number): number {
  let command = lines[start]!;
  let end = start;
  while (command.startsWith('!') && command.endsWith('\\') && end + 1 < lines.length) {
    command = command.slice(0, -1) + lines[++end]!;
    lines[end] = '';
  }
  lines[start] = `${JSON.stringify(command.trimEnd())};`;
  return end;
}

function startsStatement(lines: readonly string[], index: number): boolean {
  return completeness(parse(lines.slice(0, index).join('\n'))).status !== 'incomplete';
}

/** `!done && finish()` is TypeScript if the notebook has a `done`; `!ls` hardly ever is. */
function isNegation(line: string, code: string, isKnown: (name: string) => boolean): boolean {
  const [, name] = negated.exec(line) ?? [];
  if (name === undefined) return false;
  if (completeness(parse(line)).status === 'invalid') return false;
  return keywords.has(name) || isKnown(name) || declares(code, name);
}

function declares(code: string, name: string): boolean {
  const escaped = name.replace(/\$/g, '\\$&');
  return new RegExp(
    `\\b(?:const|let|var|function|class|enum|namespace|import)\\b[^;=]*(?<![\\w$])${escaped}(?![\\w$])`,
  ).test(code);
}

function parse(text: string): ts.SourceFile {
  return ts.createSourceFile('line.ts', text, ts.ScriptTarget.ES2022, false);
}

function unknown(code: string, line: number, magic: string): ErrorReport {
  const known = [
    ...lineMagics.map((name) => `%${name}`),
    ...cellMagics.map((name) => `%%${name}`),
    '!command',
  ];
  const message = `${magic} is not known here. There are ${known.join(', ')}.`;
  return {
    name: 'UnknownMagic',
    message,
    traceback: [
      `UnknownMagic: ${message}`,
      ...codeFrame(code, { line: line + 1, column: 1, length: magic.length }),
      '',
      'Nothing of this cell has run.',
    ],
  };
}
