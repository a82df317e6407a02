import type { DatasetCard } from '../card.js';
import type { FolderRecipe } from '../provideFolder.js';
import { card as wholeCard } from './card.js';

/** How to import cats and dogs. @param card with the numbers of images that there must be */
export function catsVsDogsRecipe(card: DatasetCard = wholeCard): FolderRecipe {
  const { train, test } = card.classCounts;
  const folders = card.classNames.flatMap((name, label) => [
    [`train/${name}`, train[label]!],
    [`validation/${name}`, test[label]!],
  ]);
  return {
    card,
    folders: Object.fromEntries(folders),
    alsoKept: [],
    archiveFolder: 'cats_and_dogs_filtered',
  };
}
