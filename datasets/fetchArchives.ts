/** Downloads the official files of a data set into a folder of the cache. */
import { readdir, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { DownloadError, download } from '../src/data/download.js';
import { cacheFolder } from '../src/engine/cacheFolder.js';
import { DataError } from '../src/errors.js';
import type { DatasetArchive, DatasetCard } from './card.js';
import { DataUnavailableError } from './dataUnavailableError.js';
import type { ProvideOptions } from './provideOptions.js';

/** Where the data sets are kept. */
export function datasetsFolder(): string {
  return path.join(cacheFolder(), 'datasets');
}

/** What a data set is called in messages: what stands before the colon of its title. */
export function shownName({ title }: DatasetCard): string {
  return title.split(':')[0]!;
}

/**
 * Downloads all files of a data set, hands over what `use` is to import (the one file, or the folder of several) and
 * removes them after it. Where `use` finds that they are no such data, they are removed, too, unless their checksum says
 * that they are right.
 * @param shown the first address, for the data set's `source`
 * @throws {DataUnavailableError} if a file is not to be had from the network
 */
export async function withArchives<Result>(
  card: DatasetCard,
  { onProgress }: ProvideOptions,
  use: (source: string, shown: string) => Promise<Result>,
): Promise<Result> {
  const archives = card.archives ?? [];
  const folder = path.join(datasetsFolder(), `${card.name}.download`);
  const isSure = archives.every(({ sha256 }) => sha256 !== undefined);
  try {
    for (const archive of archives) await fetchArchive(card, archive, folder, onProgress);
    const only = archives.length === 1 ? archives[0] : undefined;
    const result = await use(
      only ? path.join(folder, only.fileName) : folder,
      archives[0]?.addresses[0] ?? card.source,
    );
    await rm(folder, { recursive: true, force: true });
    return result;
  } catch (error) {
    const isForeign = error instanceof DataError && !(error instanceof DataUnavailableError);
    if (isForeign && !isSure) await rm(folder, { recursive: true, force: true });
    throw error;
  } finally {
    await removeEmpty(folder);
  }
}

async function fetchArchive(
  card: DatasetCard,
  archive: DatasetArchive,
  folder: string,
  onProgress: ProvideOptions['onProgress'],
): Promise<void> {
  const { fileName, sizeBytes, sha256 } = archive;
  const addresses = [...mirrorsOf(card, archive), ...archive.addresses];
  const file = path.join(folder, fileName);
  try {
    await download({ addresses, sizeBytes, file, onProgress, ...(sha256 && { sha256 }) });
  } catch (error) {
    if (!(error instanceof DownloadError)) throw error;
    throw new DataUnavailableError(
      `${shownName(card)} is not in the cache (${datasetsFolder()}) and could not be downloaded. ${error.message}\n` +
        `Where there is a network: npx cuaderno data get ${card.name}\n` +
        `From a file or a folder:  npx cuaderno data get ${card.name} --from PATH`,
      { cause: error },
    );
  }
}

/** A classroom's own server, which is asked first: `CUADERNO_DATA_MIRROR/<data set>/<file>`. */
function mirrorsOf({ name }: DatasetCard, { fileName }: DatasetArchive): string[] {
  const mirror = process.env.CUADERNO_DATA_MIRROR;
  return mirror ? [`${mirror.replace(/\/+$/, '')}/${name}/${fileName}`] : [];
}

/** A folder with a part in it stays: the next try goes on from there. */
async function removeEmpty(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => ['']);
  if (names.length === 0) await rmdir(folder);
}
