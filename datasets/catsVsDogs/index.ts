/** Cats and dogs, filtered, of TensorFlow's tutorials: 2,000 photographs to train and 1,000 to validate, of many sizes. */
import path from 'node:path';
import type { SplitFolderDataSet } from '../folderDataSet.js';
import type { LoadOptions } from '../loadOptions.js';
import { provideFolder } from '../provideFolder.js';
import { withProgress } from '../withProgress.js';
import { card } from './card.js';
import { catsVsDogsRecipe } from './recipe.js';

/**
 * Finds the photographs in the cache, downloading them the first time (69 MB): folders `train` and `validation`, in each
 * one folder a class. Nobody publishes a checksum of the archive: its size, the checksum of each of its files and the
 * number of images of each class are compared.
 * @throws {DataError} if `from` is not this data set; with `code` 'DATA_UNAVAILABLE' if neither cache nor network has it
 */
async function load(options: LoadOptions = {}): Promise<SplitFolderDataSet> {
  const { name, classNames } = card;
  const { directory, source } = await withProgress(options, (provide) =>
    provideFolder(catsVsDogsRecipe(), provide),
  );
  const [train, validation] = [path.join(directory, 'train'), path.join(directory, 'validation')];
  return { name, directory, train, validation, classNames, source };
}

/** Cats and dogs, filtered. */
export const catsVsDogs = { card, load };
