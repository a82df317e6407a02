/** Brings a data set of images of one size into the cache, as one packed file. Knows nothing of TensorFlow, so that the
 *  command line is quick. */
import path from 'node:path';
import { withFileLock } from '../src/data/fileLock.js';
import type { ImageShape } from '../src/data/imageBytes.js';
import { type PackedImages, readPackedImages, writePackedImages } from '../src/data/packedImages.js';
import type { OnProgress } from '../src/data/progress.js';
import { DataError } from '../src/errors.js';
import type { DatasetCard } from './card.js';
import { datasetsFolder, shownName, withArchives } from './fetchArchives.js';
import type { ProvideOptions } from './provideOptions.js';

/** The images of one part, in pieces of one image or many. */
export interface ImportedPart {
  labels: Uint8Array;
  images: Uint8Array[];
}

/** What an import found. */
export interface ImportedImages {
  train: ImportedPart;
  test: ImportedPart;
  /** In which form, in words. */
  kind: string;
}

/** A data set of images of one size. */
export interface ImagesRecipe {
  card: DatasetCard & { imageShape: ImageShape };
  /**
   * Reads a folder or an archive.
   * @throws {DataError} if it is not this data set, whole and sound
   */
  importFrom(source: string, onProgress: OnProgress | undefined): Promise<ImportedImages>;
}

/** Where the packed file is, or will be. */
export function packedFile({ name }: DatasetCard): string {
  return path.join(datasetsFolder(), `${name}.images`);
}

/**
 * The packed images: imported from `from`, or else read from the cache, or else downloaded.
 * @throws {DataUnavailableError} if there is nothing in the cache and nothing to be had from the network
 * @throws {DataError} if `from` is not this data set
 */
export async function provideImages(
  recipe: ImagesRecipe,
  options: ProvideOptions = {},
): Promise<PackedImages> {
  const file = packedFile(recipe.card);
  if (options.from === undefined) {
    const cached = await readCache(file, options);
    if (cached) return cached;
  }
  const onWait = (): void =>
    options.onNotice?.(`Another process is fetching ${shownName(recipe.card)}; waiting for it.`);
  return withFileLock(`${file}.lock`, () => fill(recipe, file, options), { onWait });
}

async function fill(recipe: ImagesRecipe, file: string, options: ProvideOptions): Promise<PackedImages> {
  if (options.from !== undefined) {
    const source = path.resolve(options.from);
    await pack(recipe, source, file, source, options.onProgress);
  } else {
    const cached = await readCache(file, {});
    if (cached) return cached;
    await withArchives(recipe.card, options, (source, shown) =>
      pack(recipe, source, file, shown, options.onProgress),
    );
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

async function pack(
  { card, importFrom }: ImagesRecipe,
  source: string,
  file: string,
  shown: string,
  onProgress: OnProgress | undefined,
): Promise<void> {
  const { train, test, kind } = await importFrom(source, onProgress);
  requireCounts(source, 'train', train.labels, card);
  requireCounts(source, 'test', test.labels, card);
  const header = {
    name: card.name,
    source: `${kind}, ${shown}`,
    imageShape: card.imageShape,
    classNames: card.classNames,
    parts: [
      { name: 'train', length: train.labels.length },
      { name: 'test', length: test.labels.length },
    ],
  };
  await writePackedImages(file, header, [train, test]);
}

function requireCounts(
  source: string,
  part: 'train' | 'test',
  labels: Uint8Array,
  { classNames, classCounts }: DatasetCard,
): void {
  const expected = classCounts[part];
  const found = new Array<number>(classNames.length).fill(0);
  for (const label of labels) found[label]! += 1;
  const wrong = found.findIndex((count, label) => count !== expected[label]);
  if (wrong === -1) return;
  const total = expected.reduce((sum, count) => sum + count, 0);
  const name = JSON.stringify(classNames[wrong]);
  const should = expected.every((count) => count === expected[0])
    ? `${expected[wrong]} images of each class, but there are ${found[wrong]} of ${name}`
    : `${expected[wrong]} images of ${name}, but there are ${found[wrong]}`;
  throw new DataError(`${source}: ${part} should have ${should} (${labels.length} of ${total} in all).`);
}
