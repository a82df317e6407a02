/** What the command line knows of the data sets: their cards and how to fetch them, without loading TensorFlow. */
import { readPackedHeader } from '../src/data/packedImages.js';
import { DataError } from '../src/errors.js';
import type { DatasetCard } from './card.js';
import { card as cifar10Card } from './cifar10/card.js';
import { cachedFile, type ProvideOptions, provide } from './cifar10/provide.js';
import { card as shapes10Card } from './shapes10/card.js';

interface CatalogEntry {
  card: DatasetCard;
  /** How it is brought into the cache; left out if it is made anew at every load. */
  stored?: {
    file(): string;
    fetch(options: Pick<ProvideOptions, 'from' | 'onProgress' | 'onNotice'>): Promise<unknown>;
  };
}

/** What is in the cache of a data set. */
type CacheState =
  | { state: 'cached'; file: string; sizeBytes: number; source: string }
  | { state: 'absent' }
  | { state: 'damaged'; file: string; reason: string }
  | { state: 'built in' };

export const catalog: readonly CatalogEntry[] = [
  { card: cifar10Card, stored: { file: cachedFile, fetch: provide } },
  { card: shapes10Card },
];

/** Reads the header only; the images are checked when they are loaded. */
export async function cacheStateOf({ stored }: CatalogEntry): Promise<CacheState> {
  if (stored === undefined) return { state: 'built in' };
  const file = stored.file();
  try {
    const found = await readPackedHeader(file);
    if (found === undefined) return { state: 'absent' };
    return { state: 'cached', file, sizeBytes: found.sizeBytes, source: found.header.source };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { state: 'damaged', file, reason: error.message };
  }
}
