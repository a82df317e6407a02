import type { ImageShape } from '../../src/data/imageBytes.js';
import type { DatasetCard } from '../card.js';
import type { RecordLabels } from '../cifar/binaryBatch.js';
import { cifarRecipe } from '../cifar/importCifar.js';
import type { ImagesRecipe } from '../provideImages.js';
import { card as wholeCard } from './card.js';
import { coarseLabels } from './superclasses.js';

/** A byte for the superclass, which follows from the class, and one for the class, which is kept. */
const recordLabels: RecordLabels = {
  sizeBytes: 2,
  labelAt(content, start) {
    const [coarse, fine] = [content[start]!, content[start + 1]!];
    if (fine >= coarseLabels.length) return `has label ${fine}, expected 0 to ${coarseLabels.length - 1}`;
    if (coarse === coarseLabels[fine]) return fine;
    return `has superclass ${coarse}, expected ${coarseLabels[fine]} for label ${fine}`;
  },
};

/** How to import CIFAR-100. @param card with the numbers of images that there must be */
export function cifar100Recipe(card: DatasetCard & { imageShape: ImageShape } = wholeCard): ImagesRecipe {
  return cifarRecipe({
    card,
    recordLabels,
    batchPath: /(?:^|\/)(?:train|(test))\.bin$/,
    pythonPath: /(?:^|\/)(?:train|test)(?:\.mat)?$/,
    batchNames: 'train.bin and test.bin',
    folderName: /^cifar-100-(binary|python|matlab)$/i,
  });
}
