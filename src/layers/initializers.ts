/** Initial weights from the library's own random numbers, so that `setSeed` repeats them. */
import type { serialization } from '@tensorflow/tfjs';
import { nextSeed, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';

export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** An initializer by its Keras name, in camelCase or snake_case, or an initializer itself. */
export type InitializerArgument = string | Initializer;

const randomInitializers: Record<string, (seed: number) => Initializer> = {
  glorotUniform: (seed) => tf.initializers.glorotUniform({ seed }),
  glorotNormal: (seed) => tf.initializers.glorotNormal({ seed }),
  heUniform: (seed) => tf.initializers.heUniform({ seed }),
  heNormal: (seed) => tf.initializers.heNormal({ seed }),
  lecunUniform: (seed) => tf.initializers.leCunUniform({ seed }),
  lecunNormal: (seed) => tf.initializers.leCunNormal({ seed }),
  randomNormal: (seed) => tf.initializers.randomNormal({ mean: 0, stddev: 0.05, seed }),
  randomUniform: (seed) => tf.initializers.randomUniform({ minval: -0.05, maxval: 0.05, seed }),
  truncatedNormal: (seed) => tf.initializers.truncatedNormal({ mean: 0, stddev: 0.05, seed }),
  orthogonal: (seed) => tf.initializers.orthogonal({ gain: 1, seed }),
};

const fixedInitializers: Record<string, () => Initializer> = {
  zeros: () => tf.initializers.zeros(),
  ones: () => tf.initializers.ones(),
  identity: () => tf.initializers.identity({ gain: 1 }),
};

/**
 * @throws {ArgumentError} for a name that is none, with the names there are
 */
export function seededInitializer(argument: InitializerArgument): Initializer {
  if (typeof argument !== 'string') return withSeed(argument);
  const name = argument.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const random = randomInitializers[name];
  if (random !== undefined) return random(nextSeed());
  const fixed = fixedInitializers[name];
  if (fixed !== undefined) return fixed();
  const names = [...Object.keys(randomInitializers), ...Object.keys(fixedInitializers)];
  throw new ArgumentError(`Unknown initializer “${argument}”. Expected one of: ${names.join(', ')}.`);
}

/** tfjs draws the seed of an unseeded initializer from Math.random: gives it one of ours instead. */
function withSeed(initializer: Initializer): Initializer {
  const config = initializer.getConfig() as serialization.ConfigDict;
  if (!('seed' in config) || (config.seed !== null && config.seed !== undefined)) return initializer;
  const kind = initializer.constructor as unknown as { new (config: serialization.ConfigDict): Initializer };
  return new kind({ ...config, seed: nextSeed() });
}
