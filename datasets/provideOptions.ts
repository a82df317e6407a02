import type { OnProgress } from '../src/data/progress.js';

/** How a data set is brought into the cache. */
export interface ProvideOptions {
  /** A folder or an archive to import, in place of the download. */
  from?: string | undefined;
  onProgress?: OnProgress | undefined;
  /** Told in words what is out of the ordinary: a damaged cache, another process at work. */
  onNotice?: ((text: string) => void) | undefined;
}
