/** Reads CIFAR-10 or CIFAR-100 from what a student has: the official binary archive, or images in folders named by class. */
import path from 'node:path';
import { decodeImage } from '../../src/data/decodeImage.js';
import type { ImageShape } from '../../src/data/imageBytes.js';
import type { OnProgress } from '../../src/data/progress.js';
import { randomGenerator } from '../../src/engine/seed.js';
import { DataError } from '../../src/errors.js';
import type { DatasetCard } from '../card.js';
import { shownName } from '../fetchArchives.js';
import type { ImagesRecipe, ImportedImages, ImportedPart } from '../provideImages.js';
import { sourceEntries } from '../sourceEntries.js';
import { binaryBatch, type RecordLabels } from './binaryBatch.js';

/** How one of the two is laid out. */
export interface CifarFormat {
  card: DatasetCard & { imageShape: ImageShape };
  recordLabels: RecordLabels;
  /** Which files hold records; the first group matches those of the test set. */
  batchPath: RegExp;
  /** Which files belong to the versions for Python and Matlab. */
  pythonPath: RegExp;
  /** What the files are called, in words. */
  batchNames: string;
  /** Which folder the archive unpacks to, whatever the version. */
  folderName: RegExp;
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

const limits = { maxEntryBytes: 1 << 28, maxTotalBytes: 1 << 30, maxEntries: 200_000 };
const imagePath = /(?:^|\/)(train|test)\/([^/]+)\/([^/]+\.(?:jpe?g|png))$/i;
/** Enough to keep sharp's threads busy. */
const decodedAtOnce = 16;
/** Any number will do, but never another one: the order of an imported data set is part of its results. */
const mixingSeed = 10;

/**
 * How to import CIFAR: from a folder or an archive (.tar, .tar.gz, .tar.xz, .zip) of either
 * - `train/<class>/*.jpg|png` and `test/<class>/*.jpg|png`, in an order that mixes the classes, or
 * - the official files of records, in their order.
 */
export function cifarRecipe(format: CifarFormat): ImagesRecipe {
  return {
    card: format.card,
    importFrom: (source, onProgress) => importCifar(format, source, onProgress),
  };
}

/** @throws {DataError} if it is neither, if a class is unknown, or an image is broken or of the wrong size */
async function importCifar(
  format: CifarFormat,
  source: string,
  onProgress: OnProgress | undefined,
): Promise<ImportedImages> {
  const { card } = format;
  const images: Record<Split, ImageFile[]> = { train: [], test: [] };
  const batches: Record<Split, BatchFile[]> = { train: [], test: [] };
  const decoding = new Set<Promise<void>>();
  let sawPythonVersion = false;
  let done = 0;
  const advance = (count: number): void => {
    done += count;
    const what = `Importing ${path.basename(source)}`;
    onProgress?.({ what, done, total: card.trainLength + card.testLength, unit: 'images' });
  };

  try {
    for await (const { name, content } of await entriesOf(source, format)) {
      const asImage = imagePath.exec(name);
      const asBatch = format.batchPath.exec(name);
      if (asImage) {
        const [, split, className] = asImage;
        const label = labelOf(className!, path.join(source, name), card);
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
        const batch = binaryBatch(content, path.join(source, name), format.recordLabels);
        batches[asBatch[1] ? 'test' : 'train'].push({ name, ...batch });
        advance(batch.labels.length);
      } else if (format.pythonPath.test(name)) {
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
  if (hasImages === hasBatches) throw nothingFound(source, hasImages, sawPythonVersion, format);
  return hasImages
    ? { train: joinImages(images.train), test: joinImages(images.test), kind: 'image files' }
    : { train: joinBatches(batches.train), test: joinBatches(batches.test), kind: 'official binary version' };
}

function entriesOf(source: string, { folderName, batchPath, pythonPath }: CifarFormat) {
  return sourceEntries(
    source,
    limits,
    (name) =>
      /^(train|test)$/i.test(name) || folderName.test(name) || batchPath.test(name) || pythonPath.test(name),
  );
}

function labelOf(className: string, file: string, card: DatasetCard): number {
  const label = card.classNames.indexOf(className.toLowerCase());
  if (label !== -1) return label;
  throw new DataError(
    `${file}: there is no class "${className}" in ${shownName(card)}; they are ${card.classNames.join(', ')}.`,
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

function nothingFound(
  source: string,
  hasBoth: boolean,
  sawPythonVersion: boolean,
  { card, batchNames }: CifarFormat,
): DataError {
  if (hasBoth)
    return new DataError(`${source} holds both image files and binary batches; one of them is expected.`);
  return new DataError(
    `${source} holds no ${shownName(card)}: expected train/<class>/*.jpg or .png and test/<class>/…, or the files ` +
      `${batchNames} of ${card.archives?.[0]?.fileName}` +
      (sawPythonVersion ? '. This is the version for Python or Matlab; take the binary one.' : '.'),
  );
}
