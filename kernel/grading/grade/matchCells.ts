/** Finds in a submission the cells of the assignment, and what was done to them. */
import { type Cell, joinText, type Notebook, tagsOf } from '../../runner/notebook.js';
import type { Assignment, AssignmentCell } from '../assignment/assignment.js';

/** Something that a teacher may want to know; by itself it costs no point. */
export interface Remark {
  kind: 'missing' | 'duplicated' | 'moved' | 'retyped' | 'edited';
  cell: string;
  text: string;
}

/** A code cell to run, in the assignment's order. */
export interface Step {
  id: string;
  source: string;
  /** The assignment's cell; undefined for one that the student added. */
  cell: AssignmentCell | undefined;
}

export interface Matched {
  steps: Step[];
  remarks: Remark[];
}

/**
 * The teacher's cells are the assignment's own, whatever the submission makes of them; the student's cells are taken from
 * the submission, and those that the student added run after the cell that they stand behind.
 */
export function matchCells(assignment: Assignment, submission: Notebook): Matched {
  const remarks: Remark[] = [];
  const remark = (kind: Remark['kind'], cell: string, text: string): void =>
    void remarks.push({ kind, cell, text });
  const released = assignment.cells.filter(({ kind, released }) => kind !== 'test' || released.trim() !== '');
  const places = new Map<AssignmentCell, number>();
  const taken = new Set<number>();
  for (const cell of released) {
    const candidates = submission.cells.flatMap((other, index) => (isSame(cell, other) ? [index] : []));
    const exact = candidates.filter((index) => submission.cells[index]!.id === cell.id);
    const place = exact[0] ?? candidates[0];
    for (const index of candidates) taken.add(index);
    if (place === undefined) remark('missing', cell.id, 'The cell is missing.');
    else places.set(cell, place);
    if (candidates.length > 1) {
      remark('duplicated', cell.id, `The cell is there ${candidates.length} times; the first one counts.`);
    }
  }
  let last = -1;
  for (const [cell, place] of places) {
    const found = submission.cells[place]!;
    const source = joinText(found.source);
    if (place < last)
      remark('moved', cell.id, 'The cell stands elsewhere; it runs where the assignment has it.');
    last = Math.max(last, place);
    const isTeachers = cell.kind === 'locked' || cell.kind === 'test';
    if (found.cell_type !== cell.type) {
      remark('retyped', cell.id, `The cell was ${cell.type} and is ${found.cell_type} now.`);
    }
    if (isTeachers && cell.type === 'code' && !isSameText(source, cell.released)) {
      remark('edited', cell.id, 'The cell is not the student’s and was changed; the assignment’s runs.');
    }
  }
  const steps: Step[] = [];
  const added = (from: number): void => {
    for (let index = from; index < submission.cells.length && !taken.has(index); index++) {
      const cell = submission.cells[index]!;
      if (cell.cell_type === 'code' && !tagsOf(cell).includes('skip-execution')) {
        steps.push({ id: cell.id ?? `added-${index}`, source: joinText(cell.source), cell: undefined });
      }
    }
  };
  added(0);
  for (const cell of assignment.cells) {
    const place = places.get(cell);
    if (cell.type === 'code' && cell.isSkipped !== true)
      steps.push({ id: cell.id, source: sourceOf(cell, place, submission.cells), cell });
    if (place !== undefined) added(place + 1);
  }
  return { steps, remarks };
}

function sourceOf(cell: AssignmentCell, place: number | undefined, cells: readonly Cell[]): string {
  if (cell.kind === 'locked' || cell.kind === 'test') return cell.released;
  const found = place === undefined ? undefined : cells[place];
  return found?.cell_type === 'code' ? joinText(found.source) : '';
}

function isSame(cell: AssignmentCell, other: Cell): boolean {
  if (other.id === cell.id) return true;
  // A submission's file may lack what every notebook has.
  const metadata = other.metadata as Cell['metadata'] | null | undefined;
  const marks = metadata?.nbgrader as { grade_id?: unknown } | null | undefined;
  return marks?.grade_id === (cell.gradeId ?? cell.id);
}

function isSameText(a: string, b: string): boolean {
  const plain = (text: string): string =>
    text
      .replace(/\r\n/g, '\n')
      .replace(/[ \t]+$/gm, '')
      .trim();
  return plain(a) === plain(b);
}
