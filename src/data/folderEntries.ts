/** Reads the files of a folder as `archiveEntries` reads those of an archive. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../errors.js';
import type { ArchiveEntry } from './archiveEntries.js';

/**
 * The files below a folder, sorted by name; hidden files are left out.
 * @param isWanted chooses among what lies directly in the folder, so that a wrong path (a home folder) is not read whole
 * @throws {DataError} if something cannot be read
 */
export async function* folderEntries(
  folder: string,
  isWanted: (name: string) => boolean,
): AsyncGenerator<ArchiveEntry> {
  for (const name of await namesIn(folder)) {
    if (isWanted(name)) yield* below(folder, name);
  }
}

async function* below(folder: string, name: string): AsyncGenerator<ArchiveEntry> {
  const file = path.join(folder, name);
  let content: Buffer;
  try {
    content = await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') {
      throw new DataError(`${file} could not be read: ${(error as Error).message}`, { cause: error });
    }
    for (const inside of await namesIn(file)) yield* below(folder, `${name}/${inside}`);
    return;
  }
  yield { name, content };
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    return names.filter((name) => !name.startsWith('.')).sort();
  } catch (error) {
    throw new DataError(`${folder} could not be read: ${(error as Error).message}`, { cause: error });
  }
}
