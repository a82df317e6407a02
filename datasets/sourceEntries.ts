/** The files of what a student has: a folder, a tar archive or a zip archive. */
import { stat } from 'node:fs/promises';
import { type ArchiveEntry, archiveEntries } from '../src/data/archiveEntries.js';
import type { ArchiveLimits } from '../src/data/archiveLimits.js';
import { folderEntries } from '../src/data/folderEntries.js';
import { isZip, zipEntries } from '../src/data/zipEntries.js';
import { DataError } from '../src/errors.js';

/**
 * The entries of an archive or the files of a folder, one by one.
 * @param isWanted chooses among what lies directly in a folder, so that a wrong path (a home folder) is not read whole
 * @throws {DataError} if there is no such file, or it is neither folder nor archive
 */
export async function sourceEntries(
  source: string,
  limits: ArchiveLimits,
  isWanted: (name: string) => boolean,
): Promise<AsyncIterable<ArchiveEntry>> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(
      error.code === 'ENOENT' ? `${source} does not exist.` : `${source} could not be read: ${error.message}`,
      { cause: error },
    );
  });
  if (found.isDirectory()) return folderEntries(source, isWanted);
  return (await isZip(source)) ? zipEntries(source, limits) : archiveEntries(source, limits);
}
