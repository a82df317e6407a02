/** Elements in a file, so that they are made once and read by later programs, too.
 *
 *  Layout: a line that names the format; then for each element the length of its description and of its bytes (uint32
 *  little-endian), the checksum of both (CRC-32, big-endian), the description (JSON, UTF-8) and the bytes of its arrays and
 *  tensors, one after the other; last a length of 2^32 − 1 and the number of elements. */
import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DataError } from '../../errors.js';
import { discard, type Elements } from './elements.js';
import { decodeElement, encodeElement } from './encodeElement.js';

// Its declarations are CommonJS's, its ES module has a default export: the two do not meet.
const require = createRequire(import.meta.url);
const crc32 = require('buffer-crc32') as (input: Uint8Array, before?: Buffer) => Buffer;

const magic = Buffer.from('cuaderno elements 1\n', 'latin1');
const prefixBytes = 12;
const endMark = 0xffffffff;
/** An element of more is a mistake, or a file of something else. */
const mostBytes = 2 ** 31 - 1;

/** Whether there is such a file. @throws {DataError} if it cannot be read or is something else */
export async function hasElementFile(file: string): Promise<boolean> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new DataError(`${file} could not be read: ${error.message}`, { cause: error });
  });
  if (handle === undefined) return false;
  try {
    await readMagic(handle, file);
    return true;
  } finally {
    await handle.close();
  }
}

/** Hands every element on and writes it; the file appears when all are in it, and only then. */
export async function* writtenElements<T>(source: Elements<T>, file: string): AsyncGenerator<T> {
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  const handle = await atDisk(file, async () => {
    await mkdir(path.dirname(file), { recursive: true });
    return open(temporary, 'wx');
  });
  let isOpen = true;
  try {
    await atDisk(file, () => handle.appendFile(magic));
    let count = 0;
    for await (const element of source) {
      try {
        const { description, bytes } = await encodeElement(element);
        await atDisk(file, () => handle.appendFile(record(description, bytes)));
      } catch (error) {
        discard(element);
        throw error;
      }
      count += 1;
      yield element;
    }
    const end = Buffer.alloc(8);
    end.writeUInt32LE(endMark, 0);
    end.writeUInt32LE(count, 4);
    await atDisk(file, async () => {
      await handle.appendFile(end);
      await handle.sync();
      await handle.close();
      isOpen = false;
      await rename(temporary, file);
    });
  } finally {
    if (isOpen) await handle.close();
    await rm(temporary, { force: true });
  }
}

/** The elements of a file, one at a time. @throws {DataError} if it is truncated, damaged, or something else */
export async function* readElements<T>(file: string): AsyncGenerator<T> {
  const handle = await open(file, 'r').catch((error: Error) => {
    throw new DataError(`${file} could not be read: ${error.message}`, { cause: error });
  });
  try {
    await readMagic(handle, file);
    for (let count = 0; ; count++) {
      const prefix = await exactly(handle, 8, file);
      const descriptionBytes = prefix.readUInt32LE(0);
      if (descriptionBytes === endMark) {
        if (prefix.readUInt32LE(4) !== count) throw damage(file, `it has ${count} elements, not all`);
        return;
      }
      const contentBytes = prefix.readUInt32LE(4);
      if (descriptionBytes + contentBytes > mostBytes) throw damage(file, `element ${count} is too large`);
      const checksum = await exactly(handle, 4, file);
      const content = await exactly(handle, descriptionBytes + contentBytes, file);
      if (!crc32(content).equals(checksum)) throw damage(file, `the checksum of element ${count} is wrong`);
      // What is in the file is what was written: its kind is that of the elements before it was cached.
      const description = content.subarray(0, descriptionBytes).toString('utf8');
      yield decodeElement(description, content.subarray(descriptionBytes)) as T;
    }
  } finally {
    await handle.close();
  }
}

function record(description: string, bytes: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(description, 'utf8'), bytes]);
  const prefix = Buffer.alloc(prefixBytes);
  prefix.writeUInt32LE(content.length - bytes.length, 0);
  prefix.writeUInt32LE(bytes.length, 4);
  crc32(content).copy(prefix, 8);
  return Buffer.concat([prefix, content]);
}

async function readMagic(handle: FileHandle, file: string): Promise<void> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, null);
  if (!buffer.subarray(0, bytesRead).equals(magic))
    throw new DataError(`${file} is no file of cached elements. Give cache another name, or remove it.`);
}

async function exactly(handle: FileHandle, length: number, file: string): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled, null);
    if (bytesRead === 0) throw damage(file, 'it ends in the middle of an element');
    filled += bytesRead;
  }
  return buffer;
}

function damage(file: string, reason: string): DataError {
  return new DataError(`${file} is truncated or damaged: ${reason}. Remove it, and it is made anew.`);
}

async function atDisk<Result>(file: string, action: () => Promise<Result>): Promise<Result> {
  try {
    return await action();
  } catch (error) {
    throw new DataError(`${file} could not be written: ${(error as Error).message}`, { cause: error });
  }
}
