/** How much an archive may hold: one that unpacks to far more than it weighs must not fill memory or disk. */
import { DataError } from '../errors.js';

export interface ArchiveLimits {
  /** The largest file in the archive. */
  maxEntryBytes: number;
  /** All files together. */
  maxTotalBytes: number;
  maxEntries: number;
}

/** Counts an archive's entries as they are read. */
export class ArchiveTally {
  #entries = 0;
  #bytes = 0;

  constructor(
    private readonly file: string,
    private readonly limits: ArchiveLimits,
  ) {}

  /** @throws {DataError} if the entry goes beyond the limits */
  add(name: string, sizeBytes: number): void {
    const { maxEntryBytes, maxTotalBytes, maxEntries } = this.limits;
    this.#entries += 1;
    this.#bytes += sizeBytes;
    if (sizeBytes > maxEntryBytes)
      throw refusedEntry(this.file, name, `is ${sizeBytes} bytes; at most ${maxEntryBytes}`);
    if (this.#bytes > maxTotalBytes)
      throw refusedEntry(this.file, name, `goes beyond ${maxTotalBytes} bytes in all`);
    if (this.#entries > maxEntries) throw refusedEntry(this.file, name, `goes beyond ${maxEntries} entries`);
  }

  /** @throws {DataError} if there was no entry */
  requireEntries(): void {
    if (this.#entries === 0) throw new DataError(`${this.file} is an archive without any entry.`);
  }
}

/** Why an archive is not read any further. */
export function refusedEntry(file: string, entry: string, reason: string): DataError {
  return new DataError(`${file} is refused: its entry ${JSON.stringify(entry)} ${reason}.`);
}
