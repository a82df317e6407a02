import type { CellError } from '../../runner/executeNotebook.js';
import { type Cell, joinText, type Notebook } from '../../runner/notebook.js';
import { namesDeclaredIn, namesMentionedIn } from '../assignment/dependencies.js';
import { notWrittenYet } from '../assignment/solutions.js';

/** Whether a cell is still as the students got it. */
export function isStub(cell: Cell): boolean {
  return cell.cell_type === 'code' && notWrittenYet.test(joinText(cell.source));
}

/** What a student can do about a test that failed, from the cells before it that the test rests on. */
export function hintsFor(
  error: CellError,
  place: number,
  { cells }: Notebook,
  errors: ReadonlyMap<Cell, CellError>,
): string[] {
  const hints: string[] = [];
  const test = cells[place]!;
  for (const name of namesMentionedIn(joinText(test.source))) {
    const index = cells.findLastIndex(
      (cell, before) =>
        before < place && cell.cell_type === 'code' && namesDeclaredIn(joinText(cell.source)).has(name),
    );
    if (index < 0) continue;
    const cell = cells[index]!;
    if (isStub(cell)) hints.push(`${name} is still to be written, in cell ${index + 1}.`);
    else if (errors.has(cell)) {
      hints.push(`${name} comes from cell ${index + 1}, which failed: mend that one first.`);
    }
  }
  if (hints.length === 0 && /is not defined|Cannot find name/.test(error.message)) {
    hints.push(
      'A name is missing: no cell above this one declares it. Was a cell renamed, moved or deleted?',
    );
  }
  if (/CellTimeout/.test(error.name)) {
    hints.push('The test does not end: look for a loop whose condition never becomes false.');
  }
  return hints;
}
