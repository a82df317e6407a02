/** A master notebook → what the grader keeps of it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DataError } from '../../../src/errors.js';
import { LanguageThread } from '../../language/languageThread.js';
import { type Cell, joinText, type Notebook, tagsOf } from '../../runner/notebook.js';
import type { Assignment, AssignmentCell, AssignmentTest, CompiledPart } from './assignment.js';
import { type CellRole, cellRole, hasParameters } from './cellRole.js';
import { dependencies, type NamedCell } from './dependencies.js';
import { testParts } from './hiddenTests.js';
import { emptySolution, hasSolution, withoutSolutions } from './solutions.js';

/**
 * Checks and compiles every cell of a master notebook, in order.
 * @throws {DataError} for contradicting marks, two cells of one id, and cells that do not compile
 */
export async function readMaster(notebook: Notebook, name: string): Promise<Assignment> {
  requireUniqueIds(notebook, name);
  // An empty folder: nothing but the kernel's own types is known.
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-assign-'));
  const language = new LanguageThread(folder);
  try {
    const cells: AssignmentCell[] = [];
    const named: NamedCell[] = [];
    for (const [index, cell] of notebook.cells.entries()) {
      const where = `${name}, cell ${index + 1}`;
      const role = cellRole(cell, where);
      const read = await readCell({ cell, role, where, language, named });
      cells.push(read);
      const isStudents = role.kind === 'solution' || role.kind === 'manual' || isReadFromStudent(cell);
      if (cell.cell_type === 'code' && read.isSkipped !== true) {
        named.push({ id: read.id, source: joinText(cell.source), isStudents });
      }
    }
    return { name, cells };
  } finally {
    await language.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface CellBeingRead {
  cell: Cell;
  role: CellRole;
  where: string;
  language: LanguageThread;
  named: readonly NamedCell[];
}

async function readCell({ cell, role, where, language, named }: CellBeingRead): Promise<AssignmentCell> {
  const source = joinText(cell.source);
  const base = {
    id: cell.id!,
    type: cell.cell_type,
    kind: role.kind,
    gradeId: (cell.metadata.nbgrader as { grade_id?: string } | undefined)?.grade_id,
    released: source,
  };
  if (role.kind === 'test') {
    const { visible, hidden } = testParts(source, role.isHidden, where);
    const { kind: _, ...terms } = role;
    const test: AssignmentTest = {
      ...terms,
      visible: await compiledPart(language, visible, where),
      hidden: hidden === undefined ? undefined : await compiledPart(language, hidden, where),
      ...dependencies(named, `${visible}\n${hidden ?? ''}`),
    };
    return { ...base, released: visible, test };
  }
  if (cell.cell_type !== 'code') {
    return { ...base, ...(role.kind === 'manual' ? { manual: role, released: '' } : {}) };
  }
  if (role.kind === 'locked' && tagsOf(cell).includes('skip-execution')) return { ...base, isSkipped: true };
  const compiled = await compiledPart(language, source, where);
  if (role.kind === 'locked') return { ...base, compiled };
  const released = releasedSource(source, where);
  if (role.kind === 'manual') {
    return { ...base, released, manual: { title: role.title, points: role.points } };
  }
  return { ...base, released };
}

/** A form is given as it is. */
function releasedSource(source: string, where: string): string {
  if (hasSolution(source)) return withoutSolutions(source, where);
  return hasParameters(source) ? source : emptySolution;
}

async function compiledPart(
  language: LanguageThread,
  source: string,
  where: string,
): Promise<CompiledPart | undefined> {
  if (source.trim() === '') return undefined;
  const compiled = await language.compile(source);
  if ('error' in compiled) {
    throw new DataError(`${where} does not compile:\n${compiled.error.traceback.join('\n')}`);
  }
  return { source, ...compiled };
}

/** `"cuaderno": { "from": "student" }` in a cell's metadata: tests read what it declares from the student's notebook. */
function isReadFromStudent(cell: Cell): boolean {
  return (cell.metadata.cuaderno as { from?: unknown } | undefined)?.from === 'student';
}

function requireUniqueIds({ cells }: Notebook, name: string): void {
  const seen = new Map<string, number>();
  for (const [index, { id }] of cells.entries()) {
    const first = seen.get(id!);
    if (first !== undefined) {
      throw new DataError(`${name}: cells ${first + 1} and ${index + 1} have the same id, ${id}.`);
    }
    seen.set(id!, index);
  }
}
