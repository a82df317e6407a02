/** How a long step says how far it is: a download, an import. */

export interface DataProgress {
  /** What is being done, e.g. 'Downloading cifar-10-binary.tar.gz'. */
  what: string;
  done: number;
  total: number;
  unit: 'bytes' | 'images';
}

/** Told how far a download or an import is. */
export type OnProgress = (progress: DataProgress) => void;
