/** What a sandboxed process and all that it starts may take together. */
export interface Limits {
  /** Resident memory, bytes. */
  memoryBytes: number;
  processes: number;
  /** Bytes in /tmp, which is memory. */
  diskBytes: number;
  files: number;
  /** Bytes of one file. */
  fileBytes: number;
}

export const defaultLimits: Limits = {
  memoryBytes: 2 * 1024 ** 3,
  processes: 64,
  diskBytes: 256 * 1024 ** 2,
  files: 20_000,
  fileBytes: 256 * 1024 ** 2,
};
