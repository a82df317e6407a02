/** The data sets of the course: `const { train, test, classNames } = await datasets.cifar10.load()`. */
export type { DatasetCard } from './card.js';
export { type Cifar10Options, cifar10 } from './cifar10/index.js';
export { DataUnavailableError } from './dataUnavailableError.js';
export type { ImageDataSet } from './imageDataSet.js';
export { type Shapes10Options, shapes10 } from './shapes10/index.js';
