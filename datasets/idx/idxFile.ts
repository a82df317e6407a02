/** The IDX format of MNIST: a magic number that tells the type and the number of dimensions, the dimensions, the bytes.
 *  http://yann.lecun.com/exdb/mnist, "File formats for the MNIST database". */
import { gunzipSync, type Zlib } from 'node:zlib';
import { DataError } from '../../src/errors.js';

/** An array of bytes with its shape. */
export interface IdxArray {
  shape: readonly number[];
  values: Uint8Array;
}

/** Two bytes of zero, then the code of unsigned bytes, then the number of dimensions. */
const unsignedBytes = 0x08;

/**
 * Reads an IDX file of unsigned bytes, also one that is packed with gzip.
 * @param name names the file in an error
 * @param maxBytes how much it may unpack to
 * @throws {DataError} if it is no such file, is truncated or damaged, or has bytes beyond its end
 */
export function idxFile(content: Buffer, name: string, maxBytes: number): IdxArray {
  const bytes = isGzip(content) ? unpacked(content, name, maxBytes) : content;
  if (bytes.length < 4) throw new DataError(`${name} is truncated: it has ${bytes.length} bytes.`);
  const [zero, alsoZero, type, rank] = bytes;
  if (zero !== 0 || alsoZero !== 0 || type !== unsignedBytes || rank === 0 || rank! > 4) {
    throw new DataError(
      `${name} is no IDX file of bytes: it begins with ${bytes.subarray(0, 4).toString('hex')}, expected 0000080N.`,
    );
  }
  const headerBytes = 4 + 4 * rank!;
  if (bytes.length < headerBytes) throw new DataError(`${name} is truncated: its header is cut off.`);
  const shape = Array.from({ length: rank! }, (_, axis) => bytes.readUInt32BE(4 + 4 * axis));
  const expected = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - headerBytes;
  if (found !== expected) {
    throw new DataError(
      `${name} is ${found < expected ? 'truncated' : 'damaged'}: ${shape.join('×')} need ${expected} bytes after the ` +
        `header, there are ${found}.`,
    );
  }
  return { shape, values: bytes.subarray(headerBytes) };
}

function isGzip(content: Buffer): boolean {
  return content[0] === 0x1f && content[1] === 0x8b;
}

function unpacked(content: Buffer, name: string, maxBytes: number): Buffer {
  try {
    // With `info` it gives the engine, too, which knows how much it has read; the declarations do not say so.
    const { buffer, engine } = gunzipSync(content, { maxOutputLength: maxBytes, info: true }) as unknown as {
      buffer: Buffer;
      engine: Zlib;
    };
    const beyond = content.length - engine.bytesWritten;
    if (beyond > 0) throw new Error(`${beyond} bytes follow its end`);
    return buffer;
  } catch (error) {
    throw new DataError(`${name} is truncated or damaged: ${(error as Error).message}.`, { cause: error });
  }
}
