/** Losses, under Keras's names in camelCase. */
import { ArgumentError } from '../../errors.js';
import {
  binaryCrossentropy,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from './crossentropy.js';
import type { Loss } from './loss.js';
import { meanAbsoluteError, meanSquaredError } from './regression.js';

export {
  binaryCrossentropy,
  type CrossentropyArgs,
  categoricalCrossentropy,
  sparseCategoricalCrossentropy,
} from './crossentropy.js';
export type { Loss } from './loss.js';
export { meanAbsoluteError, meanSquaredError } from './regression.js';

const byName: Record<string, () => Loss> = {
  sparsecategoricalcrossentropy: sparseCategoricalCrossentropy,
  categoricalcrossentropy: categoricalCrossentropy,
  binarycrossentropy: binaryCrossentropy,
  meansquarederror: meanSquaredError,
  mse: meanSquaredError,
  meanabsoluteerror: meanAbsoluteError,
  mae: meanAbsoluteError,
};

/** @throws {ArgumentError} for a name that is none */
export function lossFrom(argument: string | Loss): Loss {
  if (typeof argument !== 'string') return argument;
  const make = byName[argument.replaceAll('_', '').toLowerCase()];
  if (make !== undefined) return make();
  throw new ArgumentError(
    `compile: unknown loss “${argument}”. Expected one of: sparseCategoricalCrossentropy, categoricalCrossentropy, ` +
      'binaryCrossentropy, meanSquaredError, meanAbsoluteError, or a loss object such as losses.sparseCategoricalCrossentropy({ fromLogits: true }).',
  );
}
