/** CIFAR-10, Krizhevsky 2009: ten classes, 50,000 training and 10,000 test images of 32×32 pixels. */

import { notice } from '../../src/data/notice.js';
import { locale } from '../../src/display/locale.js';
import { ArgumentError } from '../../src/errors.js';
import { DataUnavailableError } from '../dataUnavailableError.js';
import { type ImageDataSet, imageDataSet } from '../imageDataSet.js';
import type { LoadOptions } from '../loadOptions.js';
import { shapes10 } from '../shapes10/index.js';
import { withProgress } from '../withProgress.js';
import { card } from './card.js';
import { provide } from './provide.js';

/** Arguments of `datasets.cifar10`. */
export interface Cifar10Options extends LoadOptions {
  /** What to give where neither cache nor network has CIFAR-10, after saying so; without it that is an error. */
  orElse?: 'shapes10';
}

/**
 * Loads CIFAR-10 from the cache, downloading it the first time (170 MB).
 * @example const { train, test, classNames } = await datasets.cifar10.load({ orElse: 'shapes10' });
 * @throws {DataError} if `from` is not CIFAR-10; with `code` 'DATA_UNAVAILABLE' if neither cache nor network has it
 */
async function load({ orElse, ...options }: Cifar10Options = {}): Promise<ImageDataSet> {
  if (orElse !== undefined && orElse !== 'shapes10') {
    throw new ArgumentError(`orElse: expected 'shapes10', received ${JSON.stringify(orElse)}.`);
  }
  try {
    return imageDataSet(await withProgress(options, provide));
  } catch (error) {
    if (orElse === undefined || !(error instanceof DataUnavailableError)) throw error;
    notice(goingOnWithShapes[locale()]);
    return shapes10.load();
  }
}

const goingOnWithShapes = {
  en:
    'CIFAR-10 is not here and could not be downloaded: going on with shapes10 instead, ten shapes that cuaderno draws ' +
    'itself. To get CIFAR-10: `npx cuaderno data get cifar10`, or from a file or a folder: ' +
    '`npx cuaderno data get cifar10 --from PATH`.',
  es:
    'CIFAR-10 no está aquí y no se pudo descargar: seguimos con shapes10, diez figuras que dibuja cuaderno. ' +
    'Para obtener CIFAR-10: `npx cuaderno data get cifar10`, o desde un archivo o una carpeta: ' +
    '`npx cuaderno data get cifar10 --from RUTA`.',
};

/** CIFAR-10. */
export const cifar10 = { card, load };
