/** Grades on disk, a file a submission, each there whole or not at all: a grading that was killed goes on where it was. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { replaceFile } from '../../runner/notebook.js';
import type { Grade } from './gradeSubmission.js';

export interface StoredGrade {
  /** Of the file's bytes when it was graded. */
  submissionSha256: string;
  /** Of the assignment that it was graded by. */
  assignmentSha256: string;
  grade: Grade;
}

export class GradeStore {
  /** @param folder made when the first grade is kept */
  constructor(private readonly folder: string) {}

  /** The last grade of a submission, whatever it was graded by; undefined if there is none. */
  async read(submission: string): Promise<StoredGrade | undefined> {
    let text: string;
    try {
      text = await readFile(this.#fileOf(submission), 'utf8');
    } catch {
      return undefined;
    }
    return JSON.parse(text) as StoredGrade;
  }

  async keep(stored: StoredGrade): Promise<void> {
    await replaceFile(this.#fileOf(stored.grade.submission), `${JSON.stringify(stored)}\n`);
  }

  #fileOf(submission: string): string {
    return path.join(this.folder, `${sha256(path.resolve(submission)).slice(0, 32)}.json`);
  }
}

export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
