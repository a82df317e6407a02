/** One file for a whole image data set, made for reading at once: CIFAR-10 is one read of 184 MB and one checksum.
 *
 *  Layout: 8 bytes "cuaderno"; uint32 little-endian version; uint32 little-endian length of the header; the header
 *  (JSON, UTF-8); then for each part its labels (one byte an image) and its images; last the SHA-256 of all before it. */
import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../errors.js';
import type { ImageBytes, ImageShape } from './imageBytes.js';

/** What the file says about its images. */
export interface PackedHeader {
  /** Which data set this is, e.g. 'cifar10'. */
  name: string;
  /** Where the images came from, in words. */
  source: string;
  imageShape: ImageShape;
  classNames: readonly string[];
  /** The parts in file order, and how many images each has. */
  parts: readonly { name: string; length: number }[];
}

export interface PackedImages {
  header: PackedHeader;
  /** One for each of header.parts, in the same order. */
  parts: ImageBytes[];
}

const magic = Buffer.from('cuaderno', 'latin1');
const version = 1;
const preambleBytes = magic.length + 8;
const digestBytes = 32;
const maxHeaderBytes = 1 << 20;
const abandonedAfterMs = 3_600_000;

/**
 * Writes the file under a temporary name and renames it when it is whole, so that a reader sees all of it or nothing.
 * @param images for each part its labels and its images, which may come in several pieces
 */
export async function writePackedImages(
  file: string,
  header: PackedHeader,
  images: readonly { labels: Uint8Array; images: Iterable<Uint8Array> }[],
): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await removeAbandoned(file);
  const temporary = `${file}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      await writeAll(handle, header, images);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new DataError(`${file} could not be written: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * Reads the file and checks every byte of it. The images are views into one buffer.
 * @returns undefined if there is no such file
 * @throws {DataError} if the file is truncated, damaged, of another version, or something else altogether
 */
export async function readPackedImages(file: string): Promise<PackedImages | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataError(`${file} could not be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return await readAll(handle, file);
  } finally {
    await handle.close();
  }
}

/**
 * Only what the file says about itself and its size: quick, and the images are not checked.
 * @returns undefined if there is no such file
 * @throws {DataError} if the header is not one of ours or the file's size does not go with it
 */
export async function readPackedHeader(
  file: string,
): Promise<{ header: PackedHeader; sizeBytes: number } | undefined> {
  const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new DataError(`${file} could not be read: ${error.message}`, { cause: error });
  });
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    const preamble = await readExactly(handle, Math.min(size, preambleBytes));
    const headerBytes = headerLength(preamble, size, file);
    const text = await readExactly(handle, headerBytes);
    return { header: parseHeader(text, size - preambleBytes - headerBytes, file), sizeBytes: size };
  } finally {
    await handle.close();
  }
}

async function writeAll(
  handle: FileHandle,
  header: PackedHeader,
  parts: readonly { labels: Uint8Array; images: Iterable<Uint8Array> }[],
): Promise<void> {
  const hash = createHash('sha256');
  const write = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes);
    await handle.appendFile(bytes);
  };
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const lengths = Buffer.alloc(8);
  lengths.writeUInt32LE(version, 0);
  lengths.writeUInt32LE(text.length, 4);
  await write(Buffer.concat([magic, lengths, text]));
  const sizeBytes = header.imageShape[0] * header.imageShape[1] * header.imageShape[2];
  for (const [index, { length, name }] of header.parts.entries()) {
    const part = parts[index];
    if (part?.labels.length !== length) throw new Error(`part ${name}: ${length} labels were announced`);
    await write(part.labels);
    let written = 0;
    for (const block of inBlocks(part.images)) {
      await write(block);
      written += block.length;
    }
    if (written !== length * sizeBytes) throw new Error(`part ${name}: ${length} images were announced`);
  }
  await handle.appendFile(hash.digest());
}

/** Joins small pieces, so that 50,000 images are not 50,000 writes. */
function* inBlocks(pieces: Iterable<Uint8Array>, blockBytes = 1 << 22): Generator<Uint8Array> {
  let block: Uint8Array[] = [];
  let size = 0;
  for (const piece of pieces) {
    block.push(piece);
    size += piece.length;
    if (size >= blockBytes) {
      yield block.length === 1 ? piece : Buffer.concat(block);
      block = [];
      size = 0;
    }
  }
  if (size > 0) yield Buffer.concat(block);
}

async function readAll(handle: FileHandle, file: string): Promise<PackedImages> {
  const { size } = await handle.stat();
  const preamble = await readExactly(handle, Math.min(size, preambleBytes));
  const headerBytes = headerLength(preamble, size, file);
  const text = await readExactly(handle, headerBytes);
  const header = parseHeader(text, size - preambleBytes - headerBytes, file);
  const payload = await readExactly(handle, size - preambleBytes - headerBytes);
  const content = payload.subarray(0, payload.length - digestBytes);
  const digest = createHash('sha256').update(preamble).update(text).update(content).digest();
  if (!digest.equals(payload.subarray(content.length))) {
    throw new DataError(`${file} is damaged: its bytes do not have the checksum it was written with.`);
  }
  return { header, parts: cut(header, content) };
}

function headerLength(preamble: Buffer, size: number, file: string): number {
  if (preamble.length < preambleBytes || !preamble.subarray(0, magic.length).equals(magic)) {
    throw new DataError(`${file} is not a data set packed by cuaderno.`);
  }
  const found = preamble.readUInt32LE(magic.length);
  if (found !== version) {
    throw new DataError(
      `${file} was packed by another version of cuaderno (format ${found}, not ${version}).`,
    );
  }
  const length = preamble.readUInt32LE(magic.length + 4);
  if (length > maxHeaderBytes || length > size)
    throw new DataError(`${file} is damaged: its header is too long.`);
  return length;
}

function parseHeader(text: Buffer, payloadBytes: number, file: string): PackedHeader {
  let header: unknown;
  try {
    header = JSON.parse(text.toString('utf8'));
  } catch (error) {
    throw new DataError(`${file} is damaged: its header cannot be read.`, { cause: error });
  }
  if (!isHeader(header)) throw new DataError(`${file} is damaged: its header lacks something.`);
  const perImage = header.imageShape[0] * header.imageShape[1] * header.imageShape[2] + 1;
  const expected = header.parts.reduce((sum, part) => sum + part.length * perImage, digestBytes);
  if (expected !== payloadBytes) {
    throw new DataError(
      `${file} is ${payloadBytes < expected ? 'truncated' : 'damaged'}: after its header there should be ` +
        `${expected} bytes, there are ${payloadBytes}.`,
    );
  }
  return header;
}

function isHeader(value: unknown): value is PackedHeader {
  if (typeof value !== 'object' || value === null) return false;
  const { name, source, imageShape, classNames, parts } = value as Record<string, unknown>;
  const isCount = (count: unknown): boolean => Number.isSafeInteger(count) && (count as number) >= 0;
  return (
    typeof name === 'string' &&
    typeof source === 'string' &&
    Array.isArray(imageShape) &&
    imageShape.length === 3 &&
    imageShape.every(isCount) &&
    Array.isArray(classNames) &&
    classNames.every((className) => typeof className === 'string') &&
    Array.isArray(parts) &&
    parts.every((part) => typeof part?.name === 'string' && isCount(part.length))
  );
}

function cut(header: PackedHeader, content: Uint8Array): ImageBytes[] {
  const sizeBytes = header.imageShape[0] * header.imageShape[1] * header.imageShape[2];
  let offset = 0;
  const next = (length: number): Uint8Array => {
    offset += length;
    // Not a Buffer, whose slice() would be a view where a Uint8Array's is a copy.
    return new Uint8Array(content.buffer, content.byteOffset + offset - length, length);
  };
  return header.parts.map(({ length }) => ({ labels: next(length), images: next(length * sizeBytes) }));
}

async function readExactly(handle: FileHandle, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(buffer, filled, length - filled);
    if (bytesRead === 0) return buffer.subarray(0, filled);
    filled += bytesRead;
  }
  return buffer;
}

/** A process that was killed while it wrote leaves its temporary file; nobody writes one for an hour. */
async function removeAbandoned(file: string): Promise<void> {
  const folder = path.dirname(file);
  for (const name of await readdir(folder)) {
    if (!name.startsWith(`${path.basename(file)}.`) || !name.endsWith('.tmp')) continue;
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfterMs)
      await rm(path.join(folder, name), { force: true });
  }
}
