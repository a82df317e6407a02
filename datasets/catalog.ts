/** What the command line knows of the data sets: their cards and how to fetch them, without loading TensorFlow. */
import { readPackedHeader } from '../src/data/packedImages.js';
import { DataError } from '../src/errors.js';
import type { DatasetCard } from './card.js';
import { catsVsDogsRecipe } from './catsVsDogs/recipe.js';
import { card as cifar10Card } from './cifar10/card.js';
import { provide } from './cifar10/provide.js';
import { cifar100Recipe } from './cifar100/recipe.js';
import { card as fashionMnistCard } from './fashionMnist/card.js';
import { flowerPhotosRecipe } from './flowerPhotos/recipe.js';
import { idxRecipe } from './idx/importIdx.js';
import { card as mnistCard } from './mnist/card.js';
import { type FolderRecipe, filesFolder, provideFolder, readManifest } from './provideFolder.js';
import { type ImagesRecipe, packedFile, provideImages } from './provideImages.js';
import type { ProvideOptions } from './provideOptions.js';
import { card as shapes10Card } from './shapes10/card.js';

interface CatalogEntry {
  card: DatasetCard;
  /** How it is brought into the cache; left out if it is made anew at every load. */
  stored?: {
    /** The file or the folder. */
    file(): string;
    /** What is there; undefined for nothing. @throws {DataError} if it is damaged */
    read(): Promise<{ sizeBytes: number; source: string } | undefined>;
    fetch(options: ProvideOptions): Promise<unknown>;
  };
}

/** What is in the cache of a data set. */
type CacheState =
  | { state: 'cached'; file: string; sizeBytes: number; source: string }
  | { state: 'absent' }
  | { state: 'damaged'; file: string; reason: string }
  | { state: 'built in' };

export const catalog: readonly CatalogEntry[] = [
  packed(cifar10Card, provide),
  ofImages(cifar100Recipe()),
  ofImages(idxRecipe(mnistCard)),
  ofImages(idxRecipe(fashionMnistCard)),
  ofFiles(flowerPhotosRecipe()),
  ofFiles(catsVsDogsRecipe()),
  { card: shapes10Card },
];

/** Reads what is said of the files only; they are checked when they are loaded. */
export async function cacheStateOf({ stored }: CatalogEntry): Promise<CacheState> {
  if (stored === undefined) return { state: 'built in' };
  const file = stored.file();
  try {
    const found = await stored.read();
    if (found === undefined) return { state: 'absent' };
    return { state: 'cached', file, sizeBytes: found.sizeBytes, source: found.source };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { state: 'damaged', file, reason: error.message };
  }
}

function packed(card: DatasetCard, fetch: (options: ProvideOptions) => Promise<unknown>): CatalogEntry {
  const file = (): string => packedFile(card);
  const read = async () => {
    const found = await readPackedHeader(file());
    return found && { sizeBytes: found.sizeBytes, source: found.header.source };
  };
  return { card, stored: { file, read, fetch } };
}

function ofImages(recipe: ImagesRecipe): CatalogEntry {
  return packed(recipe.card, (options) => provideImages(recipe, options));
}

function ofFiles(recipe: FolderRecipe): CatalogEntry {
  const { card } = recipe;
  return {
    card,
    stored: {
      file: () => filesFolder(card),
      read: () => readManifest(card),
      fetch: (options) => provideFolder(recipe, options),
    },
  };
}
