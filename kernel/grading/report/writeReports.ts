/** Grades as files. */
import path from 'node:path';
import { type Notebook, readNotebook, replaceFile } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';
import { classPage } from './classPage.js';
import { gradesAs, type ReportFormat } from './formats.js';
import { writeGradebook } from './nbgraderGradebook.js';
import { similarSubmissions } from './similarity.js';
import { studentPage } from './studentPage.js';

export interface ReportPlaces {
  formats: readonly { format: ReportFormat; file: string }[];
  /** A folder: a page a submission, and one of them all. */
  html?: string;
}

export async function writeReports(
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
  { formats, html }: ReportPlaces,
): Promise<void> {
  for (const { format, file } of formats) {
    if (format === 'nbgrader') await writeGradebook(file, assignment, grades);
    else await replaceFile(path.resolve(file), gradesAs(format, assignment, grades));
  }
  if (html === undefined) return;
  const pages = new Map<string, string>();
  const taken = new Set(['index']);
  for (const grade of grades) {
    if ('unreadable' in grade) continue;
    const name = `${uniqueName(grade.submission, taken)}.html`;
    pages.set(grade.submission, name);
    await replaceFile(path.resolve(html, name), studentPage(assignment, grade));
  }
  const similar = similarSubmissions(assignment, await notebooksOf(grades));
  await replaceFile(path.resolve(html, 'index.html'), classPage(assignment, grades, pages, similar));
}

/** Those that can still be read. */
async function notebooksOf(
  grades: readonly (Grade | UnreadableSubmission)[],
): Promise<Map<string, Notebook>> {
  const notebooks = new Map<string, Notebook>();
  for (const grade of grades) {
    if ('unreadable' in grade) continue;
    const read = await readNotebook(grade.submission).catch(() => undefined);
    if (read !== undefined) notebooks.set(grade.submission, read.notebook);
  }
  return notebooks;
}

/** A file name of a submission's path that no other one has. */
function uniqueName(submission: string, taken: Set<string>): string {
  const plain = submission
    .replace(/\.ipynb$/, '')
    .replace(/[^\p{L}\p{N}_-]+/gu, '_')
    .replace(/^_+/, '')
    .slice(-120);
  let name = plain || 'submission';
  for (let count = 2; taken.has(name.toLowerCase()); count++) name = `${plain}-${count}`;
  taken.add(name.toLowerCase());
  return name;
}
