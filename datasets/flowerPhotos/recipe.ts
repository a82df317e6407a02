import type { DatasetCard } from '../card.js';
import type { FolderRecipe } from '../provideFolder.js';
import { card as wholeCard } from './card.js';

/** How to import flower photos. @param card with the numbers of images that there must be */
export function flowerPhotosRecipe(card: DatasetCard = wholeCard): FolderRecipe {
  const folders = card.classNames.map((name, label) => [name, card.classCounts.train[label]!]);
  return {
    card,
    folders: Object.fromEntries(folders),
    alsoKept: ['LICENSE.txt'],
    archiveFolder: 'flower_photos',
  };
}
