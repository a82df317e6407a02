/** What a test rests on: locked cells, which the examiner runs itself, and names of the student's. */
import ts = require('typescript');

import { declaredNames, mentionedNames } from '../../language/cellNames.js';

export interface NamedCell {
  id: string;
  source: string;
  /** Whether its names are the student's. */
  isStudents: boolean;
}

export interface Dependencies {
  needs: string[];
  asks: string[];
}

interface Names {
  declared: ReadonlySet<string>;
  mentioned: ReadonlySet<string>;
}

/** Follows the names that the last of the cells mentions back to the cells that declare them. */
export function dependencies(before: readonly NamedCell[], source: string): Dependencies {
  const cells = before.map((cell) => ({ ...cell, ...namesIn(cell.source) }));
  const needs = new Set<number>();
  const asks = new Set<string>();
  const follow = ({ declared, mentioned }: Names, limit: number): void => {
    for (const name of mentioned) {
      const index = cells.findLastIndex((cell, place) => place < limit && cell.declared.has(name));
      // What the cell declares itself may still be a change of what an earlier one declared.
      if (index < 0 || declared.has(name)) continue;
      const cell = cells[index]!;
      if (cell.isStudents) asks.add(name);
      else if (!needs.has(index)) {
        needs.add(index);
        follow(cell, index);
      }
    }
  };
  follow(namesIn(source), cells.length);
  return {
    needs: [...needs].sort((a, b) => a - b).map((index) => cells[index]!.id),
    asks: [...asks].sort(),
  };
}

/** The import statements of a cell, whose names the notebook's later cells can use. */
export function importsOf(source: string): string {
  const file = parse(source);
  return file.statements
    .filter((statement) => ts.isImportDeclaration(statement))
    .map((statement) => statement.getText(file))
    .join('\n');
}

export function namesDeclaredIn(source: string): ReadonlySet<string> {
  return namesIn(source).declared;
}

export function namesMentionedIn(source: string): ReadonlySet<string> {
  return namesIn(source).mentioned;
}

function namesIn(source: string): Names {
  const file = parse(source);
  return { declared: new Set(declaredNames(file).keys()), mentioned: mentionedNames(file) };
}

function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ES2022, true, ts.ScriptKind.TS);
}
