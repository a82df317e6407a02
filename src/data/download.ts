/** Downloads a file whose checksum is known: resumes, retries, tries several addresses, never leaves half. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DataError } from '../errors.js';
import { HttpFailure, httpGet } from './httpGet.js';
import type { OnProgress } from './progress.js';

export interface DownloadRequest {
  /** Where the file can be had, best first. */
  addresses: readonly string[];
  /** Where it goes. */
  file: string;
  /** As the server says, if left out. */
  sizeBytes?: number;
  /** In hexadecimal. Without any checksum, what came is believed, and a part of an earlier run is not resumed. */
  sha256?: string;
  /** In hexadecimal; for files that are published with no better one. */
  md5?: string;
  onProgress?: OnProgress | undefined;
  /** How long a server may be silent. */
  stallTimeoutMs?: number;
  /** How often an address that answers but fails is tried again. */
  retries?: number;
  /** The pause before the first retry; each further one is twice as long. */
  backOffMs?: number;
}

/** No address gave the file; says why for each. */
export class DownloadError extends DataError {}

/**
 * Downloads to `<file>.part` and renames when size and checksum are right. A part left by an earlier try is resumed,
 * a file that is there and right is not fetched again.
 * An address that cannot be reached or refuses (no such host, 404) is given up at once; one that breaks off, stalls or
 * is overloaded is tried again. Only one process at a time may download a file: see withFileLock.
 * @throws {DownloadError} if no address gave the file
 * @throws {DataError} if the disk refuses it
 */
export async function download(request: DownloadRequest): Promise<void> {
  const failures: string[] = [];
  // A file that is there already is checked like a part that happens to be whole.
  await rename(request.file, `${request.file}.part`).catch(() => {});
  const part = await PartFile.open(`${request.file}.part`, request);
  try {
    for (const address of request.addresses) {
      const failure = await downloadFrom(address, part, request);
      if (failure === undefined) {
        await part.moveTo(request.file);
        return;
      }
      failures.push(`${address}: ${failure}`);
    }
  } finally {
    await part.close();
  }
  throw new DownloadError(
    `${path.basename(request.file)} could not be downloaded.\n  ${failures.join('\n  ')}`,
  );
}

/** Returns undefined when the part is whole and right, otherwise why this address is given up. */
async function downloadFrom(
  address: string,
  part: PartFile,
  request: DownloadRequest,
): Promise<string | undefined> {
  const { retries = 4, backOffMs = 1000 } = request;
  if (checksumOf(request) === undefined) await part.clear();
  for (let attempt = 0; ; attempt++) {
    const resumed = part.size > 0;
    const failure = await attemptOnce(address, part, request);
    if (failure === undefined) {
      if (isRight(part, request)) return undefined;
      const { size } = part;
      await part.clear();
      // What an earlier run left may have been wrong; what this server gave from the start is its own fault.
      if (!resumed) return `its ${size} bytes do not have the checksum ${checksumOf(request)}`;
    } else if (!failure.isPassing) {
      return failure.message;
    }
    if (attempt >= retries) return `${failure?.message ?? 'wrong checksum'} (tried ${attempt + 1} times)`;
    if (failure) await wait(backOffMs * 2 ** attempt);
  }
}

function checksumOf({ sha256, md5 }: DownloadRequest): string | undefined {
  return sha256 ?? md5;
}

function isRight(part: PartFile, request: DownloadRequest): boolean {
  const checksum = checksumOf(request);
  return checksum === undefined || part.digest() === checksum;
}

/** Returns undefined when all bytes are there. */
async function attemptOnce(
  address: string,
  part: PartFile,
  { sizeBytes, stallTimeoutMs = 30_000, onProgress, file }: DownloadRequest,
): Promise<HttpFailure | undefined> {
  let total = sizeBytes;
  const report = (): void =>
    onProgress?.({
      what: `Downloading ${path.basename(file)}`,
      done: part.size,
      total: total ?? part.size,
      unit: 'bytes',
    });
  if (part.size === sizeBytes) return undefined;
  try {
    const response = await httpGet(address, { startByte: part.size, sizeBytes, stallTimeoutMs });
    if (response.startByte !== part.size) await part.clear();
    total ??= response.sizeBytes;
    report();
    for await (const chunk of response.body) {
      if (total !== undefined && part.size + chunk.length > total) {
        await part.clear();
        return new HttpFailure(`it sends more than ${total} bytes`, false);
      }
      await part.append(chunk);
      report();
    }
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    // The part is no beginning of this server's file.
    if (error.isBeyondEnd) await part.clear();
    return error;
  }
  if (total === undefined || part.size === total) return undefined;
  return new HttpFailure(`it broke off after ${part.size} of ${total} bytes`, true);
}

/** The bytes so far, on disk, and their running checksum. */
class PartFile {
  size = 0;
  #hash: Hash;

  private constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private readonly algorithm: 'sha256' | 'md5',
  ) {
    this.#hash = createHash(algorithm);
  }

  /** Opens or makes the file; what is there already is read once for the checksum, too much of it is thrown away. */
  static async open(file: string, { sizeBytes, sha256, md5 }: DownloadRequest): Promise<PartFile> {
    try {
      await mkdir(path.dirname(file), { recursive: true });
      const part = new PartFile(file, await open(file, 'a+'), sha256 === undefined && md5 ? 'md5' : 'sha256');
      for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
        part.#hash.update(chunk as Buffer);
        part.size += (chunk as Buffer).length;
      }
      if (sizeBytes !== undefined && part.size > sizeBytes) await part.clear();
      return part;
    } catch (error) {
      throw diskError(file, error);
    }
  }

  async append(chunk: Uint8Array): Promise<void> {
    try {
      await this.handle.appendFile(chunk);
    } catch (error) {
      throw diskError(this.file, error);
    }
    this.#hash.update(chunk);
    this.size += chunk.length;
  }

  async clear(): Promise<void> {
    await this.handle.truncate(0);
    this.#hash = createHash(this.algorithm);
    this.size = 0;
  }

  digest(): string {
    return this.#hash.copy().digest('hex');
  }

  async moveTo(file: string): Promise<void> {
    try {
      await this.handle.sync();
      await rename(this.file, file);
    } catch (error) {
      throw diskError(file, error);
    }
  }

  /** Keeps the file for a later try, unless there is nothing in it. */
  async close(): Promise<void> {
    await this.handle.close();
    if (this.size === 0) await rm(this.file, { force: true });
  }
}

function diskError(file: string, error: unknown): DataError {
  return new DataError(`${file} could not be written: ${(error as Error).message}`, { cause: error });
}
