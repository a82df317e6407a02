/** Bytes that can be read, and perhaps written, at any place: what HDF5 asks of a file. */
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { DataError } from '../../errors.js';

export interface RandomAccess {
  sizeBytes(): number;
  /** Fills the target from the place on; returns how many bytes there were. */
  read(target: Uint8Array, position: number): number;
  /** Absent where nothing may be written. */
  write?(source: Uint8Array, position: number): number;
  truncate?(sizeBytes: number): void;
  close(): void;
}

/**
 * Part of a file on disk, read where it lies: nothing of it is held in memory.
 * @param part where it begins and how long it is; the whole file if left out
 * @throws {DataError} if the file cannot be opened
 */
export function fileAccess(path: string, part?: { start: number; sizeBytes: number }): RandomAccess {
  const descriptor = openedFile(path);
  const start = part?.start ?? 0;
  return {
    sizeBytes: () => part?.sizeBytes ?? fstatSync(descriptor).size,
    read(target, position) {
      const left = part === undefined ? target.length : Math.max(0, part.sizeBytes - position);
      return readSync(descriptor, target, 0, Math.min(target.length, left), start + position);
    },
    close: () => closeSync(descriptor),
  };
}

/** A new file to write, in place. @throws {DataError} if it cannot be made */
export function newFileAccess(path: string): RandomAccess {
  const descriptor = openedFile(path, 'wx+');
  return {
    sizeBytes: () => fstatSync(descriptor).size,
    read: (target, position) => readSync(descriptor, target, 0, target.length, position),
    write: (source, position) => writeSync(descriptor, source, 0, source.length, position),
    truncate: (sizeBytes) => ftruncateSync(descriptor, sizeBytes),
    close: () => closeSync(descriptor),
  };
}

/** Bytes in memory, to read. */
export function memoryAccess(bytes: Uint8Array): RandomAccess {
  return {
    sizeBytes: () => bytes.length,
    read(target, position) {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: () => {},
  };
}

function openedFile(path: string, flags = 'r'): number {
  try {
    return openSync(path, flags);
  } catch (error) {
    throw new DataError(`${path} could not be opened: ${(error as Error).message}`, { cause: error });
  }
}
