/** Files that appear whole or not at all. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ArgumentError, DataError } from '../errors.js';

/**
 * Lets `write` make a file under a temporary name beside its place, then gives it its name: a reader, or a crash in the
 * middle, never meets half a file, and a file that was there stays until the new one is whole.
 * @param overwrite whether a file that is there may be replaced
 * @throws {ArgumentError} if there is one and it may not
 * @throws {DataError} if the folder cannot be made or written
 */
export async function writeAtomically(
  file: string,
  overwrite: boolean,
  write: (temporary: string) => Promise<void>,
): Promise<void> {
  const target = path.resolve(file);
  await requireFree(target, overwrite);
  const temporary = `${target}.${randomUUID()}.partial`;
  try {
    await mkdir(path.dirname(target), { recursive: true });
    await write(temporary);
    await rename(temporary, target);
  } catch (error) {
    if (error instanceof ArgumentError || error instanceof DataError) throw error;
    if (!(error as NodeJS.ErrnoException).code) throw error;
    throw new DataError(`${file} could not be written: ${(error as Error).message}`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
}

async function requireFree(target: string, overwrite: boolean): Promise<void> {
  if (!existsSync(target)) return;
  if ((await stat(target)).isDirectory())
    throw new ArgumentError(`${target} is a folder; a file’s path is expected.`);
  if (!overwrite) {
    throw new ArgumentError(
      `${target} exists already and overwrite is false. Choose another name, or leave overwrite out.`,
    );
  }
}
