import type { OnProgress } from '../src/data/progress.js';

/** Arguments of the data sets that are downloaded. */
export interface LoadOptions {
  /** A folder or an archive to import, in place of cache and download; once is enough, later loads find the cache. */
  from?: string;
  /** Told how far a download or an import is; shows it on the terminal or in the notebook if left out. */
  onProgress?: OnProgress;
}
