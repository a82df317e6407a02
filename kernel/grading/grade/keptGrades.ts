/** What has to be graded of a submission, and what an earlier run has graded already. */
import { lstat, readFile } from 'node:fs/promises';
import { ArgumentError, DataError } from '../../../src/errors.js';
import { type Notebook, readNotebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import type { SandboxKind } from '../sandbox/sandbox.js';
import type { UnreadableSubmission } from './gradeAll.js';
import { type GradeStore, type StoredGrade, sha256 } from './gradeStore.js';
import type { Grade } from './gradeSubmission.js';

/** Larger ones are no notebooks that a student wrote. */
const mostBytes = 100 * 1024 * 1024;

export class KeptGrades {
  readonly #assignmentSha256: string;
  /** Ids of the tests that were asked for. */
  readonly #wanted: ReadonlySet<string> | undefined;

  /** @throws {ArgumentError} if no test is called so */
  constructor(
    private readonly assignment: Assignment,
    private readonly kind: SandboxKind,
    private readonly store: GradeStore | undefined,
    only: string | undefined,
  ) {
    this.#assignmentSha256 = sha256(JSON.stringify(assignment));
    this.#wanted = only === undefined ? undefined : testsCalled(assignment, only);
  }

  /**
   * Whatever is wrong with one submission is told in its place: the others are graded.
   * @param grade grades the tests of these ids, or all
   */
  async gradeOf(
    file: string,
    grade: (notebook: Notebook, tests: ReadonlySet<string> | undefined) => Promise<Grade>,
  ): Promise<{ grade: Grade | UnreadableSubmission; wasKept: boolean }> {
    try {
      await requirePlainFile(file);
      const submissionSha256 = sha256(await readFile(file));
      const kept = await this.#kept(file, submissionSha256);
      if (kept?.assignmentSha256 === this.#assignmentSha256) return { grade: kept.grade, wasKept: true };
      const { notebook } = await readNotebook(file);
      const tests = kept === undefined ? undefined : this.#missingIn(kept.grade);
      const graded = await grade(notebook, tests);
      const whole = tests === undefined ? graded : this.#merged(kept!.grade, graded);
      await this.store?.keep({ submissionSha256, assignmentSha256: this.#assignmentSha256, grade: whole });
      return { grade: whole, wasKept: false };
    } catch (error) {
      return { grade: { submission: file, unreadable: (error as Error).message }, wasKept: false };
    }
  }

  async #kept(file: string, submissionSha256: string): Promise<StoredGrade | undefined> {
    const kept = await this.store?.read(file);
    const isSame = kept?.submissionSha256 === submissionSha256 && kept.grade.sandbox === this.kind;
    return isSame ? kept : undefined;
  }

  /** Tests that were asked for, and those that the earlier form of the assignment did not have; all without a wish. */
  #missingIn(grade: Grade): ReadonlySet<string> | undefined {
    if (this.#wanted === undefined) return undefined;
    const known = new Set(grade.tests.map(({ id }) => id));
    const ids = this.assignment.cells.flatMap(({ id, test }) => (test === undefined ? [] : [id]));
    return new Set(ids.filter((id) => this.#wanted!.has(id) || !known.has(id)));
  }

  #merged(before: Grade, now: Grade): Grade {
    const results = new Map([...before.tests, ...now.tests].map((result) => [result.id, result]));
    const tests = this.assignment.cells.flatMap(({ id, test }) => {
      const result = results.get(id);
      return test === undefined || result === undefined ? [] : [result];
    });
    return {
      ...now,
      tests,
      earned: tests.reduce((sum, { earned }) => sum + earned, 0),
      points: tests.reduce((sum, { points }) => sum + points, 0),
    };
  }
}

function testsCalled({ cells }: Assignment, only: string): ReadonlySet<string> {
  const found = cells.filter(({ id, test }) => test !== undefined && (id === only || test.title === only));
  if (found.length > 0) return new Set(found.map(({ id }) => id));
  const titles = cells.flatMap(({ test }) => (test === undefined ? [] : [test.title]));
  throw new ArgumentError(`--only: no test is called "${only}". There are: ${titles.join(', ')}.`);
}

/** A link could name any file of the teacher's, whose beginning the error would quote; a pipe never ends. */
async function requirePlainFile(file: string): Promise<void> {
  const found = await lstat(file);
  if (found.isSymbolicLink()) {
    throw new DataError(`${file} is a symbolic link. Name the file that it stands for, if you trust it.`);
  }
  if (!found.isFile()) throw new DataError(`${file} is no file.`);
  if (found.size > mostBytes) {
    throw new DataError(
      `${file} has ${Math.round(found.size / 1024 ** 2)} MiB; a submission has at most 100.`,
    );
  }
}
