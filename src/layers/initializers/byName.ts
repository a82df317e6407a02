/** Initializers by their Keras names. */
import type { serialization } from '@tensorflow/tfjs';
import { nextSeed, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { Reader } from '../arguments.js';
import { show } from '../arguments.js';
import { Constant, Identity, Ones, Zeros } from './fixedWeights.js';
import type { Initializer } from './initializer.js';
import { Orthogonal } from './orthogonal.js';
import { RandomNormal, RandomUniform, TruncatedNormal } from './randomWeights.js';
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from './varianceScaling.js';

/** The initializers that need no argument, by their Keras name. */
export type InitializerName =
  | 'glorotUniform'
  | 'glorotNormal'
  | 'heUniform'
  | 'heNormal'
  | 'lecunUniform'
  | 'lecunNormal'
  | 'varianceScaling'
  | 'randomNormal'
  | 'randomUniform'
  | 'truncatedNormal'
  | 'orthogonal'
  | 'zeros'
  | 'ones'
  | 'constant'
  | 'identity';

/** An initializer by its Keras name, as it stands in a saved model, or itself. */
export type InitializerArgument =
  | InitializerName
  | Initializer
  | ReturnType<typeof tf.initializers.zeros>
  | { className: string; config: object };

type Maker = new (config: object) => Initializer;

const makers: Record<InitializerName, Maker> = {
  glorotUniform: GlorotUniform,
  glorotNormal: GlorotNormal,
  heUniform: HeUniform,
  heNormal: HeNormal,
  lecunUniform: LecunUniform,
  lecunNormal: LecunNormal,
  varianceScaling: VarianceScaling,
  randomNormal: RandomNormal,
  randomUniform: RandomUniform,
  truncatedNormal: TruncatedNormal,
  orthogonal: Orthogonal,
  zeros: Zeros,
  ones: Ones,
  constant: Constant,
  identity: Identity,
};

/** Keras's and tfjs's other names of the same. */
const otherNames: Record<string, InitializerName> = {
  normal: 'randomNormal',
  uniform: 'randomUniform',
  leCunUniform: 'lecunUniform',
  leCunNormal: 'lecunNormal',
  orthogonalInitializer: 'orthogonal',
  identityInitializer: 'identity',
};

/**
 * Reads an initializer. Names may be Keras's, as Python writes them too: `he_normal`, `HeNormal`.
 * @throws {ArgumentError} for a name that is none, with the names there are
 */
export const initializer: Reader<Initializer> = (value, where) => {
  if (typeof value === 'string') return byName(value, {}, where);
  if (value instanceof tf.serialization.Serializable && 'apply' in value)
    return withSeed(value as Initializer);
  if (typeof value === 'object' && value !== null && 'className' in value) {
    const { className, config } = value as { className: unknown; config?: object };
    return byName(String(className), config ?? {}, where);
  }
  throw new ArgumentError(`${where} must be an initializer or its name; received ${show(value)}.`);
};

function byName(given: string, config: object, where: string): Initializer {
  const name = (given.charAt(0).toLowerCase() + given.slice(1)).replace(/_([a-z])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  const Maker = (makers as Partial<Record<string, Maker>>)[otherNames[name] ?? name];
  if (Maker !== undefined) return new Maker(config);
  throw new ArgumentError(
    `${where}: unknown initializer “${given}”. Expected one of: ${Object.keys(makers).join(', ')}.`,
  );
}

/** tfjs draws the seed of an unseeded initializer of its own from Math.random: gives it one of ours instead. */
function withSeed(given: Initializer): Initializer {
  const config = given.getConfig() as serialization.ConfigDict;
  const isOurs = Object.values(makers).some((Maker) => given instanceof Maker);
  if (isOurs || !('seed' in config) || (config.seed !== null && config.seed !== undefined)) return given;
  const kind = given.constructor as unknown as new (config: serialization.ConfigDict) => Initializer;
  return new kind({ ...config, seed: nextSeed() });
}
