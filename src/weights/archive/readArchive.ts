/** Reads .keras archives (zip) without trusting them: nothing is written, sizes are bounded, checksums are compared, and
 *  names that lead out of the archive are refused. */
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { humanSize } from '../../data/humanSize.js';
import { DataError } from '../../errors.js';
import { fileAccess, memoryAccess, type RandomAccess } from '../hdf5/randomAccess.js';

/** How large the texts of a model may be; those of ResNet-152 have a quarter of a megabyte. */
const maxTextBytes = 256 * 1024 ** 2;
/** How many times its packed size a part may have: zip cannot do more than 1032, real weights do about 1. */
const maxExpansion = 100;
/** Below this the ratio does not matter. */
const expansionFloorBytes = 16 * 1024 ** 2;
const maxEntries = 10_000;

// Its declarations are CommonJS's, its ES module has a default export: the two do not meet.
const require = createRequire(import.meta.url);
const crc32 = require('buffer-crc32') as (input: Buffer, before?: Buffer) => Buffer;

export interface Archive {
  has(name: string): boolean;
  text(name: string): Promise<string>;
  /** A part to read at any place: where it lies if it is stored, unpacked into memory if it is compressed. */
  access(name: string): Promise<RandomAccess>;
}

/**
 * Opens an archive, hands it to `use`, and closes it whatever happens.
 * @param source a file's path, or its bytes
 * @param label what errors call it
 * @throws {DataError} if it is no such archive, is truncated or damaged, or has names or sizes that are a trick
 */
export async function withArchive<Result>(
  source: string | Uint8Array,
  label: string,
  use: (archive: Archive) => Promise<Result>,
): Promise<Result> {
  const zip = await opened(source, label);
  try {
    const entries = await allEntries(zip, label);
    return await use(archiveOf(zip, entries, source, label));
  } finally {
    zip.close();
  }
}

async function opened(source: string | Uint8Array, label: string): Promise<ZipFile> {
  const options = { autoClose: false, lazyEntries: true };
  try {
    if (typeof source === 'string') return await openPromise(source, options);
    return await fromBufferPromise(Buffer.from(source.buffer, source.byteOffset, source.length), options);
  } catch (error) {
    throw new DataError(
      `${label} is not a whole .keras archive (${(error as Error).message}). Copy or download it again, or save the model again.`,
      { cause: error },
    );
  }
}

async function allEntries(zip: ZipFile, label: string): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  try {
    // yauzl refuses absolute names and names with `..` by itself.
    for await (const entry of zip.eachEntry()) {
      if (entries.has(entry.fileName)) throw new Error(`two entries are called ${entry.fileName}`);
      if (entries.size === maxEntries) throw new Error(`it has more than ${maxEntries} entries`);
      entries.set(entry.fileName, entry);
    }
  } catch (error) {
    throw new DataError(`${label} is refused: ${(error as Error).message}.`, { cause: error });
  }
  return entries;
}

function archiveOf(
  zip: ZipFile,
  entries: Map<string, Entry>,
  source: string | Uint8Array,
  label: string,
): Archive {
  return {
    has: (name) => entries.has(name),
    async text(name) {
      const entry = entryNamed(name);
      if (entry.uncompressedSize > maxTextBytes) throw refusal(name, 'is too large for a text');
      return Buffer.concat(await checkedChunks(entry)).toString('utf8');
    },
    async access(name) {
      const entry = entryNamed(name);
      if (entry.compressionMethod !== 0) return memoryAccess(Buffer.concat(await checkedChunks(entry)));
      await checkedChunks(entry, false);
      const { fileDataStart: start } = await guarded(name, () =>
        zip.readLocalFileHeaderPromise(entry, { minimal: true }),
      );
      const sizeBytes = entry.uncompressedSize;
      if (typeof source === 'string') return fileAccess(source, { start, sizeBytes });
      return memoryAccess(source.subarray(start, start + sizeBytes));
    },
  };

  function entryNamed(name: string): Entry {
    const entry = entries.get(name);
    if (entry === undefined) {
      throw new DataError(`${label} has no ${name}: it is not a .keras file of Keras 3 or cuaderno.`);
    }
    const { compressedSize, uncompressedSize } = entry;
    if (uncompressedSize > expansionFloorBytes && uncompressedSize > maxExpansion * compressedSize) {
      throw refusal(name, `claims ${humanSize(uncompressedSize)} from ${humanSize(compressedSize)}`);
    }
    return entry;
  }

  /** Reads an entry to its end and compares its checksum; keeps the chunks if asked to. */
  async function checkedChunks(entry: Entry, keep = true): Promise<Buffer[]> {
    return guarded(entry.fileName, async () => {
      if (entry.isEncrypted()) throw new Error('it is encrypted');
      const stream: Readable = await zip.openReadStreamPromise(entry);
      const chunks: Buffer[] = [];
      let checksum: Buffer | undefined;
      for await (const chunk of stream) {
        checksum = crc32(chunk as Buffer, checksum);
        if (keep) chunks.push(chunk as Buffer);
      }
      const found = checksum?.readUInt32BE() ?? 0;
      if (found !== entry.crc32) throw new Error('its checksum is wrong');
      return chunks;
    });
  }

  async function guarded<Result>(name: string, read: () => Promise<Result>): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      throw new DataError(
        `${label} is truncated or damaged: ${name} could not be read (${(error as Error).message}). Copy or download it again, or save the model again.`,
        { cause: error },
      );
    }
  }

  function refusal(name: string, reason: string): DataError {
    return new DataError(`${label} is refused: its ${name} ${reason}.`);
  }
}
