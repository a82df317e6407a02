/** An assignment, as the grader keeps it: what every cell is for, and what only the grader may know. */
import type { EnclosedFiles } from '../values/enclosedFiles.js';
import type { TestTerms } from './cellRole.js';

/** A program for V8's REPL mode, checked and compiled when the assignment was made. */
export interface CompiledPart {
  source: string;
  javascript: string;
  sourceMap: string;
}

export interface AssignmentTest extends TestTerms {
  visible: CompiledPart | undefined;
  hidden: CompiledPart | undefined;
  /** Ids of the locked cells that the examiner runs itself before the test: what the test rests on is the teacher's. */
  needs: readonly string[];
  /** Names that the test, or what it needs, reads from the student's notebook. */
  asks: readonly string[];
}

export interface AssignmentCell {
  id: string;
  type: 'code' | 'markdown' | 'raw';
  kind: 'solution' | 'test' | 'manual' | 'locked';
  /** nbgrader's name for the cell, by which it is found when its id was lost. */
  gradeId: string | undefined;
  /** What the students got. */
  released: string;
  /** Of a test. */
  test?: AssignmentTest;
  /** Of a question that a person judges. */
  manual?: { title: string; points: number };
  /** Whether it runs by the student's own hand only: tagged `skip-execution`. */
  isSkipped?: true;
  /** Of a locked code cell: for the examiner. */
  compiled?: CompiledPart;
}

export interface Assignment {
  name: string;
  cells: readonly AssignmentCell[];
  /** Lie beside the notebook wherever it runs; the students have them. */
  files?: EnclosedFiles;
  /** Only tests can read them. */
  sealedFiles?: EnclosedFiles;
}

/** Points of everything that is graded by itself. */
export function automaticPoints({ cells }: Assignment): number {
  return cells.reduce((sum, { test }) => sum + (test?.points ?? 0), 0);
}
