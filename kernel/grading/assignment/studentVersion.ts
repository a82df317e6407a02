/** The notebook that students get. */
import { createHash } from 'node:crypto';
import { type Cell, type Notebook, splitText } from '../../runner/notebook.js';
import type { Assignment, AssignmentCell } from './assignment.js';

/** Solutions are stubs, hidden tests are gone, outputs too; cells that are not the student's are locked. */
export function studentVersion(master: Notebook, { cells }: Assignment): Notebook {
  const kept = cells.flatMap((cell, index): Cell[] => {
    const isEmptied = cell.kind === 'test' && cell.released.trim() === '';
    return isEmptied ? [] : [releasedCell(master.cells[index]!, cell)];
  });
  const { kernelspec, language_info } = master.metadata;
  const metadata: Record<string, unknown> = {};
  if (kernelspec !== undefined) metadata.kernelspec = kernelspec;
  if (language_info !== undefined) metadata.language_info = language_info;
  return { cells: kept, metadata, nbformat: 4, nbformat_minor: Math.max(5, master.nbformat_minor) };
}

function releasedCell(cell: Cell, { id, kind, gradeId, released, test, manual }: AssignmentCell): Cell {
  const isStudents = kind === 'solution' || kind === 'manual';
  const points = test?.points ?? manual?.points;
  const nbgrader: Record<string, unknown> = {
    cell_type: cell.cell_type,
    grade: test !== undefined || manual !== undefined,
    grade_id: gradeId ?? id,
    locked: !isStudents,
    schema_version: 3,
    solution: isStudents,
    task: false,
    ...(points === undefined ? {} : { points }),
  };
  nbgrader.checksum = nbgraderChecksum(cell.cell_type, released, nbgrader);
  const tags = Array.isArray(cell.metadata.tags) ? { tags: cell.metadata.tags } : {};
  const metadata = {
    ...(isStudents ? {} : { deletable: false, editable: false }),
    ...tags,
    nbgrader,
  };
  const common = { id, metadata, source: splitText(released) };
  if (cell.cell_type === 'code') {
    return { cell_type: 'code', ...common, execution_count: null, outputs: [] };
  }
  const attachments = cell.attachments === undefined ? {} : { attachments: cell.attachments };
  return { cell_type: cell.cell_type, ...common, ...attachments };
}

/** nbgrader's: MD5 over source, type, marks, name and, of graded cells, points. */
export function nbgraderChecksum(type: string, source: string, marks: Record<string, unknown>): string {
  const flags = [marks.grade, marks.solution, marks.locked].map((flag) => (flag === true ? 'True' : 'False'));
  const points = marks.grade === true ? pythonFloat(Number(marks.points)) : '';
  const text = [source, type, ...flags, marks.grade_id, points].join('');
  return createHash('md5').update(text).digest('hex');
}

/** A number as Python writes a float: 2.0. */
function pythonFloat(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
