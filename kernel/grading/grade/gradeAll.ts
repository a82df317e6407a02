/** Grades many submissions, several at a time. */
import type { Assignment } from '../assignment/assignment.js';
import { Graders } from './graders.js';
import type { GradeStore } from './gradeStore.js';
import type { Grade } from './gradeSubmission.js';
import { KeptGrades } from './keptGrades.js';
import type { ProcessOptions } from './processes.js';
import { TimeLeft } from './timeLeft.js';

export interface GradeAllOptions extends ProcessOptions {
  /** How many are graded at a time. */
  jobs: number;
  cellCpuSeconds?: number;
  /** The address of a Redis server whose workers grade; without it, this process does. */
  redis?: string;
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

/** Only the workers limit how many are graded at a time; so many wait in the queue. */
const queueWidth = 256;

/** The grades in the order of the files, whatever the number of jobs. */
export async function gradeAll(
  assignment: Assignment,
  files: readonly string[],
  { jobs, onGrade, cellCpuSeconds, redis, store, only, ...options }: GradeAllOptions,
): Promise<(Grade | UnreadableSubmission)[]> {
  const grades: (Grade | UnreadableSubmission)[] = [];
  const left = [...files.entries()];
  const width = Math.max(1, Math.min(redis === undefined ? jobs : queueWidth, files.length));
  const here = { ...options, cellCpuSeconds, jobs: width, expected: files.length };
  const graders =
    redis === undefined
      ? await Graders.start(assignment, here)
      : new (await import('../queue/queueGraders.js')).QueueGraders(assignment, redis);
  const again = new KeptGrades(assignment, options.kind, store, only);
  const timeLeft = new TimeLeft(files.length);
  let done = 0;
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, file] = next;
      const { grade, wasKept } = await again.gradeOf(file, (notebook, tests) =>
        graders.grade(notebook, file, tests),
      );
      grades[index] = grade;
      done++;
      const secondsLeft = timeLeft.after(done, !wasKept);
      await onGrade?.(grade, { done, total: files.length, secondsLeft, wasKept });
    }
  };
  try {
    await Promise.all(Array.from({ length: width }, work));
  } finally {
    await graders.close();
  }
  return grades;
}
