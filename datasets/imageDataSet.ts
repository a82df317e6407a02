import { ImageSet } from '../src/data/imageSet.js';
import type { PackedImages } from '../src/data/packedImages.js';

/** What `load` gives: two sets of images and the names of their classes. */
export interface ImageDataSet {
  /** Which data set it is, e.g. 'cifar10'. */
  name: string;
  train: ImageSet;
  test: ImageSet;
  classNames: readonly string[];
  /** Where the images came from, in words. */
  source: string;
}

/** Two parts, train and test, as sets. */
export function imageDataSet({ header, parts }: PackedImages): ImageDataSet {
  const { name, source, imageShape, classNames } = header;
  const [train, test] = parts.map((part) => new ImageSet({ ...part, imageShape, classNames }));
  if (train === undefined || test === undefined) throw new Error(`${name}: two parts were expected.`);
  return { name, train, test, classNames, source };
}
