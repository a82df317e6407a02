/** How weights begin, under Keras's names in camelCase. All draw from `setSeed`'s stream unless they have a seed. */
import { Constant, type ConstantArgs, Identity, type IdentityArgs, Ones, Zeros } from './fixedWeights.js';
import type { Initializer } from './initializer.js';
import { Orthogonal, type OrthogonalArgs } from './orthogonal.js';
import {
  RandomNormal,
  type RandomNormalArgs,
  RandomUniform,
  type RandomUniformArgs,
  TruncatedNormal,
} from './randomWeights.js';
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  type ScaledInitializerArgs,
  VarianceScaling,
  type VarianceScalingArgs,
} from './varianceScaling.js';

export type { InitializerArgument, InitializerName } from './byName.js';
export type { ConstantArgs, IdentityArgs } from './fixedWeights.js';
export type { Initializer, RandomInitializerArgs } from './initializer.js';
export type { OrthogonalArgs } from './orthogonal.js';
export type { RandomNormalArgs, RandomUniformArgs } from './randomWeights.js';
export type { ScaledInitializerArgs, VarianceScalingArgs } from './varianceScaling.js';

/**
 * Uniform within ±√(6 / (inputs + outputs)): keeps the variance of signals and gradients in linear and tanh layers.
 * Glorot & Bengio 2010, "Understanding the difficulty of training deep feedforward neural networks". Mirrors
 * keras.initializers.GlorotUniform; the default of dense and convolution layers.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.glorotUniform({ seed: 1 }) });
 */
export function glorotUniform(args: ScaledInitializerArgs = {}): Initializer {
  return new GlorotUniform(args);
}

/**
 * Normal with variance 2 / (inputs + outputs), cut at two deviations. Glorot & Bengio 2010. Mirrors
 * keras.initializers.GlorotNormal.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.glorotNormal() });
 */
export function glorotNormal(args: ScaledInitializerArgs = {}): Initializer {
  return new GlorotNormal(args);
}

/**
 * Uniform within ±√(6 / inputs): keeps the variance of signals through ReLU layers. He et al. 2015, "Delving Deep into
 * Rectifiers". Mirrors keras.initializers.HeUniform.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, activation: 'relu', kernelInitializer: initializers.heUniform() });
 */
export function heUniform(args: ScaledInitializerArgs = {}): Initializer {
  return new HeUniform(args);
}

/**
 * Normal with variance 2 / inputs, cut at two deviations. He et al. 2015. Mirrors keras.initializers.HeNormal.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.conv2D({ filters: 8, kernelSize: 3, activation: 'relu', kernelInitializer: initializers.heNormal() });
 */
export function heNormal(args: ScaledInitializerArgs = {}): Initializer {
  return new HeNormal(args);
}

/**
 * Uniform within ±√(3 / inputs). LeCun et al. 1998, "Efficient BackProp". Mirrors keras.initializers.LecunUniform.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.lecunUniform() });
 */
export function lecunUniform(args: ScaledInitializerArgs = {}): Initializer {
  return new LecunUniform(args);
}

/**
 * Normal with variance 1 / inputs, cut at two deviations: the one that goes with SELU. Klambauer et al. 2017,
 * "Self-Normalizing Neural Networks". Mirrors keras.initializers.LecunNormal.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, activation: 'selu', kernelInitializer: initializers.lecunNormal() });
 */
export function lecunNormal(args: ScaledInitializerArgs = {}): Initializer {
  return new LecunNormal(args);
}

/**
 * Random with variance scale / count, where the count is of inputs, outputs, or their mean. Mirrors
 * keras.initializers.VarianceScaling.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.varianceScaling({ scale: 2, mode: 'fanOut' }) });
 */
export function varianceScaling(args: VarianceScalingArgs = {}): Initializer {
  return new VarianceScaling(args);
}

/**
 * Normal. Mirrors keras.initializers.RandomNormal.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.randomNormal({ stddev: 0.01 }) });
 */
export function randomNormal(args: RandomNormalArgs = {}): Initializer {
  return new RandomNormal(args);
}

/**
 * Normal, redrawn beyond two deviations. Mirrors keras.initializers.TruncatedNormal.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.truncatedNormal({ stddev: 0.01 }) });
 */
export function truncatedNormal(args: RandomNormalArgs = {}): Initializer {
  return new TruncatedNormal(args);
}

/**
 * Uniform between two numbers. Mirrors keras.initializers.RandomUniform.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, kernelInitializer: initializers.randomUniform({ minval: -1, maxval: 1 }) });
 */
export function randomUniform(args: RandomUniformArgs = {}): Initializer {
  return new RandomUniform(args);
}

/**
 * A random matrix whose rows or columns (the fewer of them) are orthogonal and of length `gain`. Saxe et al. 2014.
 * Mirrors keras.initializers.Orthogonal.
 * @throws {ArgumentError} for illegal arguments, and for a weight of fewer than two axes
 * @example layers.dense({ units: 4, kernelInitializer: initializers.orthogonal() });
 */
export function orthogonal(args: OrthogonalArgs = {}): Initializer {
  return new Orthogonal(args);
}

/**
 * All 0. Mirrors keras.initializers.Zeros.
 * @example layers.dense({ units: 4, biasInitializer: initializers.zeros() });
 */
export function zeros(): Initializer {
  return new Zeros();
}

/**
 * All 1. Mirrors keras.initializers.Ones.
 * @example layers.dense({ units: 4, biasInitializer: initializers.ones() });
 */
export function ones(): Initializer {
  return new Ones();
}

/**
 * All the same. Mirrors keras.initializers.Constant.
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 4, biasInitializer: initializers.constant({ value: 0.1 }) });
 */
export function constant(args: ConstantArgs = {}): Initializer {
  return new Constant(args);
}

/**
 * 1 on the diagonal, 0 elsewhere. Mirrors keras.initializers.Identity.
 * @throws {ArgumentError} for illegal arguments, and for a weight that has not two axes
 * @example layers.dense({ units: 4, kernelInitializer: initializers.identity(), inputShape: [4] });
 */
export function identity(args: IdentityArgs = {}): Initializer {
  return new Identity(args);
}
