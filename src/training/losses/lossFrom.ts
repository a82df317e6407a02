import { ArgumentError } from '../../errors.js';
import { binaryCrossentropy } from './binaryCrossentropy.js';
import { binaryFocalCrossentropy } from './binaryFocalCrossentropy.js';
import { categoricalCrossentropy } from './categoricalCrossentropy.js';
import { categoricalFocalCrossentropy } from './categoricalFocalCrossentropy.js';
import { categoricalHinge } from './categoricalHinge.js';
import { cosineSimilarity } from './cosineSimilarity.js';
import { dice } from './dice.js';
import { hinge } from './hinge.js';
import { huber } from './huber.js';
import { klDivergence } from './klDivergence.js';
import { logCosh } from './logCosh.js';
import type { Loss } from './loss.js';
import { meanAbsoluteError } from './meanAbsoluteError.js';
import { meanAbsolutePercentageError } from './meanAbsolutePercentageError.js';
import { meanSquaredError } from './meanSquaredError.js';
import { meanSquaredLogarithmicError } from './meanSquaredLogarithmicError.js';
import { poisson } from './poisson.js';
import { sparseCategoricalCrossentropy } from './sparseCategoricalCrossentropy.js';
import { squaredHinge } from './squaredHinge.js';
import { tversky } from './tversky.js';

const makers: Record<string, () => Loss> = {
  sparseCategoricalCrossentropy,
  categoricalCrossentropy,
  binaryCrossentropy,
  categoricalFocalCrossentropy,
  binaryFocalCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  klDivergence,
  poisson,
  cosineSimilarity,
  hinge,
  squaredHinge,
  categoricalHinge,
  dice,
  tversky,
};

/** Keras's short names. */
const shortNames: Record<string, () => Loss> = {
  bce: binaryCrossentropy,
  mse: meanSquaredError,
  mae: meanAbsoluteError,
  mape: meanAbsolutePercentageError,
  msle: meanSquaredLogarithmicError,
  huberLoss: huber,
  kld: klDivergence,
};

const byName = new Map(
  Object.entries({ ...makers, ...shortNames }).map(([name, make]) => [name.toLowerCase(), make]),
);

/**
 * A loss by name, as Keras or as we write it, or itself. Mirrors keras.losses.get.
 * @throws {ArgumentError} for a name that is none
 * @example losses.get('mse')
 */
export function lossFrom(argument: string | Loss): Loss {
  if (typeof argument !== 'string') return argument;
  const make = byName.get(argument.replaceAll('_', '').toLowerCase());
  if (make !== undefined) return make();
  throw new ArgumentError(
    `compile: unknown loss “${argument}”. Expected one of: ${Object.keys(makers).join(', ')}, ` +
      'or a loss object such as losses.sparseCategoricalCrossentropy({ fromLogits: true }).',
  );
}
