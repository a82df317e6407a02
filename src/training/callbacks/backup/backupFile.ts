/** One file that holds a training: a description in JSON, numbers behind it, a checksum at the end. */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { DataError } from '../../../errors.js';

/** An array of 32-bit floats (or of whole numbers that they hold exactly). */
export interface SavedArray {
  shape: readonly number[];
  dtype: string;
  data: Float32Array;
}

export interface Backup<Header> {
  header: Header;
  arrays: readonly SavedArray[];
}

const magic = Buffer.from('cuaderno backup 2\n');
const checksumBytes = 32;

/**
 * Writes a backup. It appears whole or not at all: a process that is killed meanwhile leaves the earlier one.
 * @param file an absolute path; its folder exists
 */
export function writeBackup<Header>(file: string, { header, arrays }: Backup<Header>): void {
  const described = { header, arrays: arrays.map(({ shape, dtype }) => ({ shape, dtype })) };
  const json = Buffer.from(JSON.stringify(described));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const parts = [magic, length, json, ...arrays.map(({ data }) => bytesOf(data))];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  const temporary = `${file}.${process.pid}.partial`;
  const descriptor = openSync(temporary, 'w');
  try {
    for (const part of [...parts, hash.digest()]) writeAll(descriptor, part);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

/** @throws {DataError} if the file is no whole backup */
export function readBackup<Header>(file: string): Backup<Header> {
  const bytes = readFileSync(file);
  const body = bytes.subarray(0, bytes.length - checksumBytes);
  const found = bytes.subarray(bytes.length - checksumBytes);
  const isWhole =
    bytes.length > magic.length + 4 + checksumBytes &&
    body.subarray(0, magic.length).equals(magic) &&
    createHash('sha256').update(body).digest().equals(found);
  if (!isWhole) {
    throw new DataError(`${file} is no whole backup of a training. Delete it to begin the training anew.`);
  }
  const start = magic.length + 4;
  const end = start + body.readUInt32LE(magic.length);
  // What was read is what writeBackup wrote: the checksum says so.
  const described = JSON.parse(body.toString('utf8', start, end)) as {
    header: Header;
    arrays: { shape: number[]; dtype: string }[];
  };
  let offset = end;
  const arrays = described.arrays.map(({ shape, dtype }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const data = new Float32Array(Uint8Array.prototype.slice.call(body, offset, offset + 4 * size).buffer);
    offset += 4 * size;
    return { shape, dtype, data };
  });
  return { header: described.header, arrays };
}

function bytesOf(data: Float32Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(descriptor, bytes, written);
}
