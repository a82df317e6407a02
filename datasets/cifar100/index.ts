/** CIFAR-100, Krizhevsky 2009: a hundred classes in twenty superclasses, 50,000 training and 10,000 test images of 32×32
 *  pixels. */
import type { PackedImages } from '../../src/data/packedImages.js';
import { ArgumentError } from '../../src/errors.js';
import { type ImageDataSet, imageDataSet } from '../imageDataSet.js';
import type { LoadOptions } from '../loadOptions.js';
import { provideImages } from '../provideImages.js';
import { withProgress } from '../withProgress.js';
import { card } from './card.js';
import { cifar100Recipe } from './recipe.js';
import { coarseLabels, superclasses } from './superclasses.js';

/** Arguments of `datasets.cifar100`. */
export interface Cifar100Options extends LoadOptions {
  /** The hundred classes, or the twenty superclasses that they belong to. Default `fine`. */
  labelMode?: 'fine' | 'coarse';
}

/**
 * Loads CIFAR-100 from the cache, downloading it the first time (169 MB): images [32, 32, 3].
 * @throws {ArgumentError} if labelMode is neither 'fine' nor 'coarse'
 * @throws {DataError} if `from` is not CIFAR-100; with `code` 'DATA_UNAVAILABLE' if neither cache nor network has it
 */
async function load({ labelMode = 'fine', ...options }: Cifar100Options = {}): Promise<ImageDataSet> {
  if (labelMode !== 'fine' && labelMode !== 'coarse') {
    throw new ArgumentError(`labelMode: expected 'fine' or 'coarse', received ${JSON.stringify(labelMode)}.`);
  }
  const packed = await withProgress(options, (provide) => provideImages(cifar100Recipe(), provide));
  return imageDataSet(labelMode === 'coarse' ? withSuperclasses(packed) : packed);
}

function withSuperclasses({ header, parts }: PackedImages): PackedImages {
  return {
    header: { ...header, classNames: Object.keys(superclasses) },
    parts: parts.map(({ images, labels }) => ({
      images,
      labels: Uint8Array.from(labels, (label) => coarseLabels[label]!),
    })),
  };
}

/** CIFAR-100; `superclasses` lists the classes of each superclass. */
export const cifar100 = { card, load, superclasses };
