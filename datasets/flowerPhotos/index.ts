/** Flower photos, of TensorFlow's tutorials: five kinds of flowers in 3,670 photographs of many sizes, not split. */
import type { FolderDataSet } from '../folderDataSet.js';
import type { LoadOptions } from '../loadOptions.js';
import { provideFolder } from '../provideFolder.js';
import { withProgress } from '../withProgress.js';
import { card } from './card.js';
import { flowerPhotosRecipe } from './recipe.js';

/**
 * Finds the photographs in the cache, downloading them the first time (229 MB): one folder a class.
 * @throws {DataError} if `from` is not this data set; with `code` 'DATA_UNAVAILABLE' if neither cache nor network has it
 */
async function load(options: LoadOptions = {}): Promise<FolderDataSet> {
  const { name, classNames } = card;
  const { directory, source } = await withProgress(options, (provide) =>
    provideFolder(flowerPhotosRecipe(), provide),
  );
  return { name, directory, classNames, source };
}

/** Flower photos. */
export const flowerPhotos = { card, load };
