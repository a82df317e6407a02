/** Reads a tar archive (plain, .gz or .xz) entry by entry, as a stream, without ever writing a file. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import xz from 'xz-decompress';
import { DataError } from '../errors.js';
import { type ArchiveLimits, ArchiveTally, refusedEntry } from './archiveLimits.js';

export interface ArchiveEntry {
  /** The path inside the archive, with forward slashes and no leading './'. */
  name: string;
  content: Buffer;
}

/**
 * The files of an archive in their order; folders and hidden files (`.DS_Store`, `._a.jpg`) are left out.
 * @throws {DataError} if the file is no such archive, is truncated or damaged, goes beyond the limits, or has an
 *   entry that a data set has no use for: a link, a device, an absolute path or a path with `..`
 */
export async function* archiveEntries(file: string, limits: ArchiveLimits): AsyncGenerator<ArchiveEntry> {
  const unpacked = await unpack(file);
  const entries = extract();
  // An error anywhere in the chain destroys `entries` with it, and so reaches the loop below.
  pipeline(unpacked, entries, () => {});
  const tally = new ArchiveTally(file, limits);
  try {
    for await (const entry of entries) {
      const { name, type, size = 0 } = entry.header;
      tally.add(name, size);
      const segments = segmentsOf(file, name);
      const chunks: Buffer[] = [];
      for await (const chunk of entry) chunks.push(chunk as Buffer);
      if (type === 'directory') continue;
      if (type !== 'file' && type !== 'contiguous-file')
        throw refusedEntry(file, name, `is a ${type}, not a file`);
      if (segments.some((segment) => segment.startsWith('.'))) continue;
      yield { name: segments.join('/'), content: Buffer.concat(chunks) };
    }
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(`${file} is truncated or damaged: ${(error as Error).message}`, { cause: error });
  } finally {
    unpacked.destroy();
  }
  tally.requireEntries();
}

/** By the first bytes, not by the name: downloads are renamed. */
async function unpack(file: string): Promise<Readable> {
  const start = await firstBytes(file, 512);
  const unpacker = unpackers.find(({ isItsOwn }) => isItsOwn(start));
  // The file is opened only when something reads it: a stream given up while it opens would fail unheard.
  if (unpacker !== undefined) return unpacker.unpack(createReadStream(file, { highWaterMark: 1 << 18 }));
  throw new DataError(`${file} is not a tar archive (.tar, .tar.gz or .tar.xz were expected).`);
}

interface Unpacker {
  /** Whether the first bytes of a file are of this kind. */
  isItsOwn(start: Buffer): boolean;
  unpack(packed: Readable): Readable;
}

const unpackers: readonly Unpacker[] = [
  {
    isItsOwn: (start) => start.subarray(0, 2).equals(Buffer.of(0x1f, 0x8b)),
    unpack: (packed) => pipeline(packed, createGunzip({ chunkSize: 1 << 18 }), () => {}),
  },
  {
    isItsOwn: (start) => start.subarray(0, 6).equals(Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)),
    unpack(packed) {
      // The package declares the DOM's streams, Node its own; they are the same objects.
      const bytes = Readable.toWeb(packed) as unknown as ConstructorParameters<typeof xz.XzReadableStream>[0];
      return Readable.fromWeb(new xz.XzReadableStream(bytes) as unknown as ReadableStream);
    },
  },
  {
    isItsOwn: (start) => start.subarray(257, 262).toString('latin1') === 'ustar',
    unpack: (packed) => packed,
  },
];

/** How a file begins; fewer bytes where it has fewer. @throws {DataError} if it cannot be read */
export async function firstBytes(file: string, length: number): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new DataError(`${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

function segmentsOf(file: string, name: string): string[] {
  const segments = name.split(/[\\/]/);
  if (/^([\\/]|[a-zA-Z]:)/.test(name)) throw refusedEntry(file, name, 'is an absolute path');
  if (segments.includes('..')) throw refusedEntry(file, name, 'leads out of the archive');
  return segments.filter((segment) => segment !== '' && segment !== '.');
}
