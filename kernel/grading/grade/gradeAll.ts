/** Grades many submissions, several at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Assignment } from '../assignment/assignment.js';
import type { GradeStore } from './gradeStore.js';
import { type Grade, gradeSubmission } from './gradeSubmission.js';
import { KeptGrades } from './keptGrades.js';
import { Processes, type ProcessOptions } from './processes.js';
import { SubmissionLanguage } from './submissionLanguage.js';
import { TimeLeft } from './timeLeft.js';

export interface GradeAllOptions extends ProcessOptions {
  /** How many are graded at a time. */
  jobs: number;
  cellCpuSeconds?: number;
  /** Where grades are kept: what it holds by this very assignment is not graded again. */
  store?: GradeStore;
  /**
   * The id or title of the one test that runs where the store has a grade by an earlier form of the assignment; what the
   * others gave there stands.
   */
  only?: string;
  /** Called when one is graded, in the order in which they end. */
  onGrade?(grade: Grade | UnreadableSubmission, progress: GradingProgress): void | Promise<void>;
}

export interface GradingProgress {
  done: number;
  total: number;
  /** undefined while nothing is known. */
  secondsLeft: number | undefined;
  /** Whether it was graded in an earlier run. */
  wasKept: boolean;
}

/** What could not be graded: a file that is no notebook, most often. */
export interface UnreadableSubmission {
  submission: string;
  unreadable: string;
}

/** One type checker keeps up with so many jobs. */
const jobsALanguage = 6;

/** The grades in the order of the files, whatever the number of jobs. */
export async function gradeAll(
  assignment: Assignment,
  files: readonly string[],
  { jobs, onGrade, cellCpuSeconds, store, only, ...options }: GradeAllOptions,
): Promise<(Grade | UnreadableSubmission)[]> {
  const grades: (Grade | UnreadableSubmission)[] = [];
  const left = [...files.entries()];
  const workers = Math.max(1, Math.min(jobs, files.length));
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-types-'));
  const languages = Array.from(
    { length: Math.ceil(workers / jobsALanguage) },
    () => new SubmissionLanguage(folder),
  );
  const processes = new Processes(assignment, options, workers, files.length);
  const again = new KeptGrades(assignment, options.kind, store, only);
  const timeLeft = new TimeLeft(files.length);
  let done = 0;
  const work = async (_: unknown, worker: number): Promise<void> => {
    const language = languages[worker % languages.length]!;
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, file] = next;
      const { grade, wasKept } = await again.gradeOf(file, (notebook, tests) =>
        gradeSubmission(assignment, notebook, file, {
          kind: options.kind,
          cellCpuSeconds,
          language,
          processes,
          tests,
        }),
      );
      grades[index] = grade;
      done++;
      const secondsLeft = timeLeft.after(done, !wasKept);
      await onGrade?.(grade, { done, total: files.length, secondsLeft, wasKept });
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, work));
  } finally {
    await Promise.all([processes.close(), ...languages.map((language) => language.close())]);
    await rm(folder, { recursive: true, force: true });
  }
  return grades;
}
