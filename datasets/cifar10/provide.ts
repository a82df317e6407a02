/** Brings CIFAR-10 into the cache, as one packed file. Knows nothing of TensorFlow, so that the command line is quick. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { DownloadError, download } from '../../src/data/download.js';
import { withFileLock } from '../../src/data/fileLock.js';
import { type PackedImages, readPackedImages, writePackedImages } from '../../src/data/packedImages.js';
import type { OnProgress } from '../../src/data/progress.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import { DataError } from '../../src/errors.js';
import { DataUnavailableError } from '../dataUnavailableError.js';
import { card } from './card.js';
import { type ImportOptions, importFrom } from './importFrom.js';

export interface ProvideOptions {
  /** A folder or an archive to import, in place of the download. */
  from?: string | undefined;
  onProgress?: OnProgress | undefined;
  /** Told in words what is out of the ordinary: a damaged cache, another process at work. */
  onNotice?: ((text: string) => void) | undefined;
  /** What is downloaded and how much there must be; the official archive, all of it, if left out. */
  archive?: Archive;
  trainLength?: number;
  testLength?: number;
}

interface Archive {
  addresses: readonly string[];
  fileName: string;
  sizeBytes: number;
  sha256: string;
}

/** Where the packed file is, or will be. */
export function cachedFile(): string {
  return path.join(cacheFolder(), 'datasets', `${card.name}.images`);
}

/**
 * The packed images: imported from `from`, or else read from the cache, or else downloaded.
 * @throws {DataUnavailableError} if there is nothing in the cache and nothing to be had from the network
 * @throws {DataError} if `from` is not CIFAR-10
 */
export async function provide(options: ProvideOptions = {}): Promise<PackedImages> {
  const file = cachedFile();
  if (options.from === undefined) {
    const cached = await readCache(file, options);
    if (cached) return cached;
  }
  const onWait = (): void => options.onNotice?.('Another process is fetching CIFAR-10; waiting for it.');
  return withFileLock(`${file}.lock`, () => fill(file, options), { onWait });
}

async function fill(file: string, options: ProvideOptions): Promise<PackedImages> {
  if (options.from !== undefined) {
    await pack(path.resolve(options.from), file, options);
  } else {
    const cached = await readCache(file, {});
    if (cached) return cached;
    const archive = path.join(path.dirname(file), (options.archive ?? card.archive).fileName);
    await fetchArchive(archive, options);
    await pack(archive, file, options, (options.archive ?? card.archive).addresses[0]);
    await rm(archive, { force: true });
  }
  const packed = await readPackedImages(file);
  if (packed === undefined) throw new DataError(`${file} was removed while it was being written. Try again.`);
  return packed;
}

/** The packed file, if it is there and sound; a damaged one counts as none, after saying so. */
async function readCache(file: string, { onNotice }: ProvideOptions): Promise<PackedImages | undefined> {
  try {
    return await readPackedImages(file);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    onNotice?.(`${error.message} It will be made anew.`);
    return undefined;
  }
}

async function fetchArchive(file: string, options: ProvideOptions): Promise<void> {
  try {
    await download({ ...(options.archive ?? card.archive), file, onProgress: options.onProgress });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new DataUnavailableError(
      `CIFAR-10 is not in the cache (${cachedFile()}) and could not be downloaded. ${error.message}\n` +
        'Where there is a network: npx cuaderno data get cifar10\n' +
        'From a file or a folder:  npx cuaderno data get cifar10 --from PATH',
      { cause: error },
    );
  }
}

async function pack(source: string, file: string, options: ProvideOptions, shownAs = source): Promise<void> {
  const { trainLength = card.trainLength, testLength = card.testLength, onProgress } = options;
  const importOptions: ImportOptions = { trainLength, testLength, onProgress };
  const { train, test, kind } = await importFrom(source, importOptions);
  const header = {
    name: card.name,
    source: `${kind}, ${shownAs}`,
    imageShape: card.imageShape,
    classNames: card.classNames,
    parts: [
      { name: 'train', length: trainLength },
      { name: 'test', length: testLength },
    ],
  };
  await writePackedImages(file, header, [train, test]);
}
