/** Fashion-MNIST, Xiao et al. 2017: ten kinds of clothes, 60,000 training and 10,000 test images of 28×28 pixels. */
import { idxRecipe } from '../idx/importIdx.js';
import { type ImageDataSet, imageDataSet } from '../imageDataSet.js';
import type { LoadOptions } from '../loadOptions.js';
import { provideImages } from '../provideImages.js';
import { withProgress } from '../withProgress.js';
import { card } from './card.js';

/**
 * Loads Fashion-MNIST from the cache, downloading it the first time (31 MB): images [28, 28, 1].
 * @throws {DataError} if `from` is not Fashion-MNIST; with `code` 'DATA_UNAVAILABLE' if neither cache nor network has it
 */
function load(options: LoadOptions = {}): Promise<ImageDataSet> {
  return withProgress(options, async (provide) =>
    imageDataSet(await provideImages(idxRecipe(card), provide)),
  );
}

/** Fashion-MNIST. */
export const fashionMnist = { card, load };
