/** Grades as files. */
import path from 'node:path';
import { replaceFile } from '../../runner/notebook.js';
import type { Assignment } from '../assignment/assignment.js';
import type { UnreadableSubmission } from '../grade/gradeAll.js';
import type { Grade } from '../grade/gradeSubmission.js';
import { gradesAsCsv } from './csv.js';
import { gradesAsJUnit } from './junit.js';
import { studentPage } from './studentPage.js';

export interface ReportPlaces {
  csv?: string;
  junit?: string;
  /** A folder. */
  html?: string;
}

export async function writeReports(
  assignment: Assignment,
  grades: readonly (Grade | UnreadableSubmission)[],
  { csv, junit, html }: ReportPlaces,
): Promise<void> {
  if (csv !== undefined) await replaceFile(path.resolve(csv), gradesAsCsv(assignment, grades));
  if (junit !== undefined) await replaceFile(path.resolve(junit), gradesAsJUnit(assignment, grades));
  if (html === undefined) return;
  const taken = new Set<string>();
  for (const grade of grades) {
    if ('unreadable' in grade) continue;
    const file = path.resolve(html, `${uniqueName(grade.submission, taken)}.html`);
    await replaceFile(file, studentPage(assignment, grade));
  }
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
