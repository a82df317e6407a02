/** What `load` gives for photographs of many sizes: where their files are, in one folder a class. */
export interface FolderDataSet {
  /** Which data set it is, e.g. 'flowerPhotos'. */
  name: string;
  /** The absolute path of the data set. */
  directory: string;
  classNames: readonly string[];
  /** Where the files came from, in words. */
  source: string;
}

/** Photographs that their authors have split. */
export interface SplitFolderDataSet extends FolderDataSet {
  /** The folder of the training images, with a folder a class. */
  train: string;
  /** The folder of the validation images, with a folder a class. */
  validation: string;
}
