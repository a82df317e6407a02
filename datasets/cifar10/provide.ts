/** Brings CIFAR-10 into the cache, as one packed file. */
import type { PackedImages } from '../../src/data/packedImages.js';
import type { DatasetArchive } from '../card.js';
import { cifarRecipe } from '../cifar/importCifar.js';
import { packedFile, provideImages } from '../provideImages.js';
import type { ProvideOptions } from '../provideOptions.js';
import { card } from './card.js';

export interface Cifar10ProvideOptions extends ProvideOptions {
  /** What is downloaded and how much there must be; the official archive, all of it, if left out. */
  archive?: DatasetArchive;
  trainLength?: number;
  testLength?: number;
}

/** Where the packed file is, or will be. */
export function cachedFile(): string {
  return packedFile(card);
}

/**
 * The packed images: imported from `from`, or else read from the cache, or else downloaded.
 * @throws {DataUnavailableError} if there is nothing in the cache and nothing to be had from the network
 * @throws {DataError} if `from` is not CIFAR-10
 */
export function provide(options: Cifar10ProvideOptions = {}): Promise<PackedImages> {
  const { trainLength = card.trainLength, testLength = card.testLength, archive } = options;
  const perClass = (length: number): number[] => card.classNames.map(() => length / card.classNames.length);
  const recipe = cifarRecipe({
    card: {
      ...card,
      trainLength,
      testLength,
      classCounts: { train: perClass(trainLength), test: perClass(testLength) },
      archives: archive ? [archive] : card.archives,
    },
    recordLabels: {
      sizeBytes: 1,
      labelAt: (content, start) =>
        content[start]! < card.classNames.length
          ? content[start]!
          : `has label ${content[start]}, expected 0 to ${card.classNames.length - 1}`,
    },
    batchPath: /(?:^|\/)(?:data_batch_\d+|(test)_batch)\.bin$/,
    pythonPath: /(?:^|\/)data_batch_\d+(?:\.mat)?$/,
    batchNames: 'data_batch_1.bin … test_batch.bin',
    folderName: /^cifar-10-batches-(bin|py|mat)$/i,
  });
  return provideImages(recipe, options);
}
