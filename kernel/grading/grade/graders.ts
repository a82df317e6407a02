/** What grades the submissions of one assignment, several at a time: type checkers, and processes that stand ready. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Notebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import { type Grade, gradeSubmission } from './gradeSubmission.js';
import { Processes, type ProcessOptions } from './processes.js';
import { SubmissionLanguage } from './submissionLanguage.js';

export interface GradersOptions extends ProcessOptions {
  /** How many submissions at a time. */
  jobs: number;
  cellCpuSeconds?: number;
  /** How many submissions there are; any number if left out. */
  expected?: number;
}

/** One type checker keeps up with so many jobs. */
const jobsALanguage = 6;

export class Graders {
  readonly #languages: SubmissionLanguage[];
  readonly #processes: Processes;
  #graded = 0;

  private constructor(
    private readonly assignment: Assignment,
    private readonly options: GradersOptions,
    private readonly folder: string,
  ) {
    const { jobs, expected, cellCpuSeconds: _, ...processOptions } = options;
    this.#languages = Array.from(
      { length: Math.ceil(jobs / jobsALanguage) },
      () => new SubmissionLanguage(folder),
    );
    this.#processes = new Processes(assignment, processOptions, jobs, expected);
  }

  static async start(assignment: Assignment, options: GradersOptions): Promise<Graders> {
    return new Graders(assignment, options, await mkdtemp(path.join(tmpdir(), 'cuaderno-types-')));
  }

  /**
   * @param tests the ids of those that run; all if undefined
   * @throws {DataError} for a notebook that cannot be graded
   */
  grade(notebook: Notebook, submission: string, tests: ReadonlySet<string> | undefined): Promise<Grade> {
    const { kind, cellCpuSeconds } = this.options;
    const language = this.#languages[this.#graded++ % this.#languages.length]!;
    const processes = this.#processes;
    return gradeSubmission(this.assignment, notebook, submission, {
      kind,
      cellCpuSeconds,
      language,
      processes,
      tests,
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#processes.close(), ...this.#languages.map((language) => language.close())]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
