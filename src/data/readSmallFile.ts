import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { ScratchBytes } from './scratchBytes.js';

const scratch = new ScratchBytes();

/**
 * A whole file, at once: for a small one that is sooner than another thread is asked to.
 * @returns the bytes, overwritten by the next call
 * @throws what node:fs throws
 */
export function readSmallFile(file: string): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    // A pipe, or a file that the system makes up while it is read.
    if (size === 0) return readFileSync(descriptor);
    const bytes = scratch.take(size);
    let length = 0;
    while (length < size) {
      const read = readSync(descriptor, bytes, length, size - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}
