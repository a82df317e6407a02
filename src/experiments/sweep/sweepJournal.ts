/** The outcomes of a sweep's trials, a line each, so that it can go on where it was stopped. */
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../../errors.js';
import { jsonText } from '../runFolder.js';
import { revived, type TrialOutcome } from './trial.js';

export class SweepJournal {
  constructor(readonly file: string) {}

  /** Key → outcome. A line that a killed process left unfinished is none. @throws {DataError} if it cannot be read */
  async outcomes(): Promise<Map<string, TrialOutcome>> {
    const found = new Map<string, TrialOutcome>();
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return found;
      throw new DataError(`${this.file} could not be read: ${(error as Error).message}`, { cause: error });
    }
    for (const line of text.split('\n')) {
      try {
        const { key, ...outcome } = JSON.parse(line) as TrialOutcome & { key: string };
        found.set(key, revived(outcome));
      } catch {
        // Unfinished, or empty.
      }
    }
    return found;
  }

  /** On the disk when the promise is kept. */
  async add(key: string, outcome: TrialOutcome): Promise<void> {
    await mkdir(path.dirname(this.file), { recursive: true });
    const handle = await open(this.file, 'a');
    try {
      await handle.writeFile(`\n${jsonText({ key, ...outcome })}`);
      await handle.datasync();
    } finally {
      await handle.close();
    }
  }
}
