/** The parts of a workbook file: a zip of XML texts, pictures and whatever else programs put into it. */
import { open, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { DataError } from '../../errors.js';
import { writeAtomically } from '../../weights/atomicFile.js';

/** Part name → bytes, in the file's order. */
export type WorkbookParts = Map<string, Buffer>;

const maxPartBytes = 512 * 1024 ** 2;

// Its declarations are CommonJS's, its ES module has a default export: the two do not meet.
const require = createRequire(import.meta.url);
const crc32 = require('buffer-crc32') as { unsigned(input: Buffer): number };

/**
 * Reads a workbook's parts.
 * @throws {DataError} if the file cannot be read, or is no whole .xlsx file
 */
export async function readParts(file: string): Promise<WorkbookParts> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new DataError(`${file} could not be read: ${error.message}`, { cause: error });
  });
  try {
    return await partsOf(bytes);
  } catch (error) {
    throw new DataError(
      `${file} is not a whole .xlsx workbook (${(error as Error).message}). Move it away, or restore an earlier copy.`,
      { cause: error },
    );
  }
}

/**
 * Writes parts as a workbook that appears whole or not at all, and is on the disk when the promise is kept.
 * @throws {DataError} if it cannot be written
 */
export async function writeParts(file: string, parts: WorkbookParts): Promise<void> {
  await writeAtomically(file, true, async (temporary) => {
    const zip = new ZipFile();
    const mtime = new Date();
    for (const [name, bytes] of parts)
      zip.addBuffer(bytes, name, { compressionLevel: levelFor(bytes), mtime });
    zip.end();
    const chunks: Uint8Array[] = [];
    for await (const chunk of zip.outputStream) chunks.push(chunk as unknown as Uint8Array);
    const handle = await open(temporary, 'wx');
    try {
      await handle.writeFile(Buffer.concat(chunks));
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function partsOf(bytes: Buffer): Promise<WorkbookParts> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const parts: WorkbookParts = new Map();
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName.endsWith('/')) continue;
      if (entry.isEncrypted()) throw new Error(`its ${entry.fileName} is encrypted`);
      if (entry.uncompressedSize > maxPartBytes) throw new Error(`its ${entry.fileName} is too large`);
      const chunks: Buffer[] = [];
      for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
      const content = Buffer.concat(chunks);
      if (crc32.unsigned(content) !== entry.crc32) throw new Error(`its ${entry.fileName} is damaged`);
      parts.set(entry.fileName, content);
    }
  } finally {
    zip.close();
  }
  return parts;
}

/** A large sheet is packed quickly: it is written again with every few rows. */
function levelFor({ length }: Buffer): number {
  return length > 256 * 1024 ? 1 : 6;
}
