/** The data sets of the course: `const { train, test, classNames } = await datasets.cifar10.load()`. */
export type { DatasetArchive, DatasetCard } from './card.js';
export { catsVsDogs } from './catsVsDogs/index.js';
export { type Cifar10Options, cifar10 } from './cifar10/index.js';
export { type Cifar100Options, cifar100 } from './cifar100/index.js';
export { DataUnavailableError } from './dataUnavailableError.js';
export { fashionMnist } from './fashionMnist/index.js';
export { flowerPhotos } from './flowerPhotos/index.js';
export type { FolderDataSet, SplitFolderDataSet } from './folderDataSet.js';
export type { ImageDataSet } from './imageDataSet.js';
export type { LoadOptions } from './loadOptions.js';
export { mnist } from './mnist/index.js';
export { type Shapes10Options, shapes10 } from './shapes10/index.js';
