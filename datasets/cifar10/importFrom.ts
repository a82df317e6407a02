/** Reads CIFAR-10 from what a student has: the official binary archive, or images in folders named by class. */
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type ArchiveEntry, archiveEntries } from '../../src/data/archiveEntries.js';
import { decodeImage } from '../../src/data/decodeImage.js';
import { folderEntries } from '../../src/data/folderEntries.js';
import type { OnProgress } from '../../src/data/progress.js';
import { randomGenerator } from '../../src/engine/seed.js';
import { DataError } from '../../src/errors.js';
import { binaryBatch } from './binaryBatch.js';
import { card } from './card.js';

/** The images of one part, in pieces of one image or many. */
interface ImportedPart {
  labels: Uint8Array;
  images: Uint8Array[];
}

interface Imported {
  train: ImportedPart;
  test: ImportedPart;
  /** What was found. */
  kind: 'official binary version' | 'image files';
}

export interface ImportOptions {
  onProgress?: OnProgress | undefined;
  /** How many images there must be; the whole of CIFAR-10 if left out. */
  trainLength?: number;
  testLength?: number;
}

type Split = 'train' | 'test';

interface ImageFile {
  label: number;
  name: string;
  image: Uint8Array;
}

/** Records of the binary version, in the order of their files. */
interface BatchFile {
  name: string;
  labels: Uint8Array;
  images: Uint8Array;
}

const limits = { maxEntryBytes: 1 << 26, maxTotalBytes: 1 << 30, maxEntries: 200_000 };
const imagePath = /(?:^|\/)(train|test)\/([^/]+)\/([^/]+\.(?:jpe?g|png))$/i;
const batchPath = /(?:^|\/)(?:data_batch_\d+|(test)_batch)\.bin$/;
const pythonPath = /(?:^|\/)data_batch_\d+(?:\.mat)?$/;
/** Enough to keep sharp's threads busy. */
const decodedAtOnce = 16;
/** Any number will do, but never another one: the order of an imported data set is part of its results. */
const mixingSeed = 10;

/**
 * Reads a folder or an archive (.tar, .tar.gz, .tar.xz) of either
 * - `train/<class>/*.jpg|png` and `test/<class>/*.jpg|png`, in an order that mixes the classes, or
 * - the official `data_batch_1.bin` … `test_batch.bin`, in their order.
 *
 * @throws {DataError} if it is neither, if a class or an image is missing, unknown, broken or of the wrong size
 */
export async function importFrom(source: string, options: ImportOptions = {}): Promise<Imported> {
  const { trainLength = card.trainLength, testLength = card.testLength } = options;
  const images: Record<Split, ImageFile[]> = { train: [], test: [] };
  const batches: Record<Split, BatchFile[]> = { train: [], test: [] };
  const decoding = new Set<Promise<void>>();
  let sawPythonVersion = false;
  let done = 0;
  const advance = (count: number): void => {
    done += count;
    const what = `Importing ${path.basename(source)}`;
    options.onProgress?.({ what, done, total: trainLength + testLength, unit: 'images' });
  };

  try {
    for await (const { name, content } of await entriesOf(source)) {
      const asImage = imagePath.exec(name);
      const asBatch = batchPath.exec(name);
      if (asImage) {
        const [, split, className] = asImage;
        const label = labelOf(className!, path.join(source, name));
        const task = decodeImage(content, card.imageShape, path.join(source, name)).then((image) => {
          images[split!.toLowerCase() as Split].push({ label, name, image });
          decoding.delete(task);
          advance(1);
        });
        // It is awaited below; until then a broken image must not count as an unhandled rejection.
        task.catch(() => {});
        decoding.add(task);
        if (decoding.size >= decodedAtOnce) await Promise.race(decoding);
      } else if (asBatch) {
        const batch = binaryBatch(content, path.join(source, name));
        batches[asBatch[1] ? 'test' : 'train'].push({ name, ...batch });
        advance(batch.labels.length);
      } else if (pythonPath.test(name)) {
        sawPythonVersion = true;
      }
    }
    await Promise.all(decoding);
  } catch (error) {
    await Promise.allSettled(decoding);
    throw error;
  }

  const hasImages = images.train.length + images.test.length > 0;
  const hasBatches = batches.train.length + batches.test.length > 0;
  if (hasImages === hasBatches) throw nothingFound(source, hasImages, sawPythonVersion);
  const imported: Imported = hasImages
    ? { train: joinImages(images.train), test: joinImages(images.test), kind: 'image files' }
    : { train: joinBatches(batches.train), test: joinBatches(batches.test), kind: 'official binary version' };
  requireAll(source, 'train', imported.train, trainLength);
  requireAll(source, 'test', imported.test, testLength);
  return imported;
}

async function entriesOf(source: string): Promise<AsyncIterable<ArchiveEntry>> {
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    throw new DataError(
      error.code === 'ENOENT' ? `${source} does not exist.` : `${source} could not be read: ${error.message}`,
      { cause: error },
    );
  });
  if (!found.isDirectory()) return archiveEntries(source, limits);
  return folderEntries(
    source,
    (name) => /^(train|test|cifar-10-batches-(bin|py|mat))$/i.test(name) || name.includes('_batch'),
  );
}

function labelOf(className: string, file: string): number {
  const label = (card.classNames as readonly string[]).indexOf(className.toLowerCase());
  if (label !== -1) return label;
  throw new DataError(
    `${file}: there is no class "${className}" in CIFAR-10; they are ${card.classNames.join(', ')}.`,
  );
}

/** Mixed, always in the same way: as in the official files, any run of images holds all classes. */
function joinImages(files: ImageFile[]): ImportedPart {
  files.sort((a, b) => a.label - b.label || (a.name < b.name ? -1 : 1));
  const mixed = Array.from(randomGenerator(mixingSeed).permutation(files.length), (place) => files[place]!);
  return { labels: Uint8Array.from(mixed, ({ label }) => label), images: mixed.map(({ image }) => image) };
}

function joinBatches(files: BatchFile[]): ImportedPart {
  files.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return {
    labels: Buffer.concat(files.map(({ labels }) => labels)),
    images: files.map(({ images }) => images),
  };
}

function requireAll(source: string, split: Split, part: ImportedPart, length: number): void {
  const perClass = new Array<number>(card.classNames.length).fill(0);
  for (const label of part.labels) perClass[label]! += 1;
  const expected = length / card.classNames.length;
  const wrong = perClass.findIndex((count) => count !== expected);
  if (wrong === -1) return;
  throw new DataError(
    `${source}: ${split} should have ${expected} images of each class, but there are ${perClass[wrong]} of ` +
      `"${card.classNames[wrong]}" (${part.labels.length} of ${length} in all).`,
  );
}

function nothingFound(source: string, hasBoth: boolean, sawPythonVersion: boolean): DataError {
  if (hasBoth)
    return new DataError(`${source} holds both image files and binary batches; one of them is expected.`);
  return new DataError(
    `${source} holds no CIFAR-10: expected train/<class>/*.jpg or .png and test/<class>/…, or the files ` +
      `data_batch_1.bin … test_batch.bin of ${card.archive.fileName}` +
      (sawPythonVersion ? '. This is the version for Python or Matlab; take the binary one.' : '.'),
  );
}
