/** CIFAR-10, Krizhevsky 2009: ten classes, 50,000 training and 10,000 test images of 32×32 pixels. */
import type { OnProgress } from '../../src/data/progress.js';
import { type ImageDataSet, imageDataSet } from '../imageDataSet.js';
import { card } from './card.js';
import { provide } from './provide.js';

export interface LoadOptions {
  /** A folder or an archive to import, in place of cache and download; once is enough, later loads find the cache. */
  from?: string;
  /** Told how far a download or an import is. */
  onProgress?: OnProgress;
}

async function load(options: LoadOptions = {}): Promise<ImageDataSet> {
  return imageDataSet(await provide(options));
}

/** CIFAR-10. */
export const cifar10 = { card, load };
