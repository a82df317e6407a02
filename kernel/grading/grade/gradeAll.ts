/** Grades many submissions, several at a time. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { LanguageThread } from '../../language/languageThread.js';
import { readNotebook } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import type { Limits } from '../sandbox/limits.js';
import type { SandboxKind } from '../sandbox/sandbox.js';
import { type Grade, gradeSubmission } from './gradeSubmission.js';

export interface GradeAllOptions {
  kind: SandboxKind;
  jobs: number;
  limits?: Limits;
  cellCpuSeconds?: number;
  /** Called when one is graded, in the order in which they end. */
  onGrade?(grade: Grade | UnreadableSubmission): void | Promise<void>;
}

/** A file that is no notebook. */
export interface UnreadableSubmission {
  submission: string;
  unreadable: string;
}

/** The grades in the order of the files, whatever the number of jobs. */
export async function gradeAll(
  assignment: Assignment,
  files: readonly string[],
  { jobs, onGrade, ...options }: GradeAllOptions,
): Promise<(Grade | UnreadableSubmission)[]> {
  const grades: (Grade | UnreadableSubmission)[] = [];
  const left = [...files.entries()];
  const folder = await mkdtemp(path.join(tmpdir(), 'cuaderno-types-'));
  const work = async (): Promise<void> => {
    const language = new LanguageThread(folder);
    try {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        const [index, file] = next;
        const grade = await gradeFile(assignment, file, { ...options, language });
        grades[index] = grade;
        await onGrade?.(grade);
      }
    } finally {
      await language.close();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, Math.min(jobs, files.length)) }, work));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return grades;
}

async function gradeFile(
  assignment: Assignment,
  file: string,
  options: Parameters<typeof gradeSubmission>[3],
): Promise<Grade | UnreadableSubmission> {
  let notebook: Awaited<ReturnType<typeof readNotebook>>['notebook'];
  try {
    ({ notebook } = await readNotebook(file));
  } catch (error) {
    return { submission: file, unreadable: (error as Error).message };
  }
  return gradeSubmission(assignment, notebook, file, options);
}
