/** Grades many submissions, several at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readNotebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import { type Grade, type GradeOptions, gradeSubmission } from './gradeSubmission.js';
import { Processes, type ProcessOptions } from './processes.js';
import { SubmissionLanguage } from './submissionLanguage.js';

export interface GradeAllOptions extends ProcessOptions {
  /** How many are graded at a time. */
  jobs: number;
  cellCpuSeconds?: number;
  /** Called when one is graded, in the order in which they end. */
  onGrade?(grade: Grade | UnreadableSubmission): void | Promise<void>;
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
  { jobs, onGrade, cellCpuSeconds, ...options }: GradeAllOptions,
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
  const work = async (_: unknown, worker: number): Promise<void> => {
    const language = languages[worker % languages.length]!;
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const [index, file] = next;
      const grade = await gradeFile(assignment, file, {
        kind: options.kind,
        cellCpuSeconds,
        language,
        processes,
      });
      grades[index] = grade;
      await onGrade?.(grade);
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

/** Whatever is wrong with one submission is told in its place: the others are graded. */
async function gradeFile(
  assignment: Assignment,
  file: string,
  options: GradeOptions,
): Promise<Grade | UnreadableSubmission> {
  try {
    const { notebook } = await readNotebook(file);
    return await gradeSubmission(assignment, notebook, file, options);
  } catch (error) {
    return { submission: file, unreadable: (error as Error).message };
  }
}
