/** Reads a zip archive entry by entry, as archiveEntries reads a tar archive, without ever writing a file. */

import { createRequire } from 'node:module';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { DataError } from '../errors.js';
import { type ArchiveEntry, firstBytes } from './archiveEntries.js';
import { type ArchiveLimits, ArchiveTally, refusedEntry } from './archiveLimits.js';

// Its declarations are CommonJS's, its ES module has a default export: the two do not meet.
const require = createRequire(import.meta.url);
const crc32 = require('buffer-crc32') as (input: Buffer, before?: Buffer) => Buffer;

/** What kind of file an entry is, in the upper half of its attributes where Unix made it. */
const fileKindMask = 0o170000;
const plainFile = 0o100000;
const folder = 0o040000;
const madeByUnix = 3;

/** Whether a file begins as zip archives do. @throws {DataError} if it cannot be read */
export async function isZip(file: string): Promise<boolean> {
  const start = await firstBytes(file, 4);
  // The second is that of an archive without any entry.
  return ['PK\x03\x04', 'PK\x05\x06'].includes(start.toString('latin1'));
}

/**
 * The files of an archive in their order; folders and hidden files (`.DS_Store`, `__MACOSX/._a.jpg`) are left out. Every
 * file's length and checksum are compared with what the archive says of it.
 * @throws {DataError} if the file is no such archive, is truncated or damaged, is encrypted, goes beyond the limits, or
 *   has an entry that a data set has no use for: a link, a device, an absolute path or a path with `..`
 */
export async function* zipEntries(file: string, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry> {
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true });
  } catch (error) {
    throw damage(file, error);
  }
  const tally = new ArchiveTally(file, limits);
  try {
    for await (const entry of zip.eachEntry()) {
      const { fileName: name, uncompressedSize: size } = entry;
      tally.add(name, size);
      requirePlain(file, entry);
      if (name.endsWith('/')) continue;
      const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
      if (segments.some((segment) => segment.startsWith('.'))) continue;
      yield { name: segments.join('/'), content: await contentOf(zip, entry) };
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw damage(file, error);
  } finally {
    zip.close();
  }
  tally.requireEntries();
}

/** yauzl itself refuses absolute names, names with `..` and files longer than the archive says. */
function requirePlain(file: string, entry: Entry): void {
  if (entry.isEncrypted()) throw refusedEntry(file, entry.fileName, 'is encrypted');
  const kind = (entry.externalFileAttributes >>> 16) & fileKindMask;
  const isUnix = entry.versionMadeBy >>> 8 === madeByUnix;
  if (isUnix && kind !== 0 && kind !== plainFile && kind !== folder)
    throw refusedEntry(
      file,
      entry.fileName,
      `is ${kind === 0o120000 ? 'a symlink' : 'a device'}, not a file`,
    );
}

async function contentOf(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let checksum: Buffer | undefined;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    checksum = crc32(chunk as Buffer, checksum);
    chunks.push(chunk as Buffer);
  }
  if ((checksum?.readUInt32BE() ?? 0) !== entry.crc32)
    throw new Error(`the checksum of ${JSON.stringify(entry.fileName)} is wrong`);
  return Buffer.concat(chunks);
}

function damage(file: string, error: unknown): DataError {
  return new DataError(`${file} is truncated, damaged or refused: ${(error as Error).message}.`, {
    cause: error,
  });
}
