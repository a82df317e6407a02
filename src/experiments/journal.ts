/** Rows that are not in the workbook yet: a line each in a file beside it, on the disk before anything else happens. */
import { open, readFile, rm } from 'node:fs/promises';
import { DataError } from '../errors.js';
import type { LogRow } from './logSheet.js';

export class Journal {
  constructor(readonly file: string) {}

  /**
   * The rows, in order. A last line that a killed process left unfinished was never promised to anybody.
   * @throws {DataError} if the file is there and cannot be read
   */
  async rows(): Promise<LogRow[]> {
    const text = await this.text();
    return text.split('\n').flatMap((line) => {
      try {
        const row: unknown = JSON.parse(line);
        return typeof row === 'object' && row !== null ? [row as LogRow] : [];
      } catch {
        return [];
      }
    });
  }

  /** Adds rows; they are on the disk when the promise is kept. @throws {DataError} if they cannot be written */
  async append(rows: readonly LogRow[]): Promise<void> {
    try {
      const handle = await open(this.file, 'a');
      try {
        // The line break in front separates from a line that was left unfinished.
        await handle.writeFile(rows.map((row) => `\n${JSON.stringify(row)}`).join(''));
        await handle.datasync();
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw new DataError(`${this.file} could not be written: ${(error as Error).message}`, { cause: error });
    }
  }

  async clear(): Promise<void> {
    await rm(this.file, { force: true });
  }

  private async text(): Promise<string> {
    try {
      return await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw new DataError(`${this.file} could not be read: ${(error as Error).message}`, { cause: error });
    }
  }
}
