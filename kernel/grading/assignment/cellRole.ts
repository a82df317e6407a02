/** What a cell of a master notebook is for, by its metadata (nbgrader's schema, version 3) or by the comments in it. */
import { DataError } from '../../../src/errors.js';
import { type Cell, joinText } from '../../runner/notebook.js';
import { hasSolution } from './solutions.js';

/** What a test or a manual question is worth, and what it may take. */
export interface TestTerms {
  /** What stands in reports. */
  title: string;
  points: number;
  /** Whether all of it is kept from the students. */
  isHidden: boolean;
  /** Processor seconds that the student's process may spend on it. */
  cpuSeconds: number;
}

export type CellRole =
  /** The student writes it. */
  | { kind: 'solution' }
  | ({ kind: 'test' } & TestTerms)
  /** The student writes it, a person judges it. */
  | ({ kind: 'manual' } & Pick<TestTerms, 'title' | 'points'>)
  /** The teacher's: put back when it is graded. */
  | { kind: 'locked' };

interface NbgraderMarks {
  grade?: unknown;
  solution?: unknown;
  locked?: unknown;
  task?: unknown;
  points?: unknown;
  grade_id?: unknown;
  schema_version?: unknown;
}

const defaultCpuSeconds = 10;
/** A form's line, as Colab marks it: `const epochs = 10; // @param`. */
const parameterLine = /\/\/\s*@param\b/;
/** `// TEST title (2 points, hidden, 30 s)` */
const testLine = /^\s*\/\/\s*TEST:?\s+(?<title>[^(\n]*?)\s*(?:\((?<terms>[^)\n]*)\))?\s*$/m;

/**
 * @param where names the cell in errors
 * @throws {DataError} for marks that contradict one another, and for points that are no number
 */
export function cellRole(cell: Cell, where: string): CellRole {
  const marks = cell.metadata.nbgrader as NbgraderMarks | undefined;
  const source = joinText(cell.source);
  const written = cell.cell_type === 'code' ? testLine.exec(source) : null;
  if (marks !== undefined && (marks.grade === true || marks.solution === true || marks.task === true)) {
    return markedRole(marks, written, where);
  }
  if (written !== null) {
    if (hasSolution(source)) {
      throw new DataError(`${where} is a test and has a solution in it. Put them in two cells.`);
    }
    return { kind: 'test', ...termsOf(written, undefined, where) };
  }
  const isStudents = cell.cell_type === 'code' && (hasSolution(source) || hasParameters(source));
  return isStudents ? { kind: 'solution' } : { kind: 'locked' };
}

/** Whether a cell is a form whose values the student chooses. */
export function hasParameters(source: string): boolean {
  return parameterLine.test(source);
}

function markedRole(marks: NbgraderMarks, written: RegExpExecArray | null, where: string): CellRole {
  if (marks.schema_version !== undefined && Number(marks.schema_version) > 3) {
    throw new DataError(
      `${where} is marked by nbgrader's schema ${marks.schema_version}; this version knows 1 to 3.`,
    );
  }
  const title = typeof marks.grade_id === 'string' ? marks.grade_id : where;
  if (marks.task === true || (marks.grade === true && marks.solution === true)) {
    return { kind: 'manual', title, points: pointsOf(marks.points, where) };
  }
  if (marks.solution === true) return { kind: 'solution' };
  const terms = written === null ? plainTerms(title) : termsOf(written, title, where);
  return { kind: 'test', ...terms, points: pointsOf(marks.points, where) };
}

function plainTerms(title: string): TestTerms {
  return { title, points: 1, isHidden: false, cpuSeconds: defaultCpuSeconds };
}

function termsOf(written: RegExpExecArray, title: string | undefined, where: string): TestTerms {
  const terms = plainTerms(written.groups?.title || title || where);
  for (const term of (written.groups?.terms ?? '').split(',').map((text) => text.trim())) {
    const points = /^(\d+(?:\.\d+)?)\s*(?:points?|puntos?)$/.exec(term);
    const seconds = /^(\d+(?:\.\d+)?)\s*s$/.exec(term);
    if (points) terms.points = Number(points[1]);
    else if (seconds) terms.cpuSeconds = Number(seconds[1]);
    else if (/^(hidden|oculto)$/.test(term)) terms.isHidden = true;
    else if (term !== '') {
      throw new DataError(
        `${where}: "${term}" in the test's first line is none of: 2 points, hidden, 30 s (processor seconds).`,
      );
    }
  }
  return terms;
}

function pointsOf(points: unknown, where: string): number {
  if (typeof points === 'number' && Number.isFinite(points) && points >= 0) return points;
  throw new DataError(`${where}: expected points of 0 or more, received ${JSON.stringify(points)}.`);
}
