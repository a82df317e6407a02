/** How weights follow their gradients. Mirrors keras.optimizers, with Keras's defaults. */
import type { Optimizer } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { adam } from './adam.js';
import { requireLearningRate } from './learningRate.js';

export { type AdamArgs, adam } from './adam.js';

export interface SGDArgs {
  /** The step size. Default 0.01. */
  learningRate?: number;
  /** How much of the last step is kept, in [0, 1]. Default 0. */
  momentum?: number;
  /** Looks ahead along the momentum. Default false. */
  nesterov?: boolean;
}

/**
 * Gradient descent, with momentum if asked for.
 * @throws {ArgumentError} unless the learning rate is a positive number
 * @example optimizers.sgd({ learningRate: 0.01, momentum: 0.9 })
 */
export function sgd(args: SGDArgs = {}): Optimizer {
  const { learningRate = 0.01, momentum = 0, nesterov = false } = args;
  requireLearningRate('sgd', learningRate);
  return momentum === 0 ? tf.train.sgd(learningRate) : tf.train.momentum(learningRate, momentum, nesterov);
}

export interface RMSpropArgs {
  /** The step size. Default 0.001. */
  learningRate?: number;
  /** The decay of the mean of squared gradients. Default 0.9. */
  rho?: number;
  momentum?: number;
  /** Default 1e-7. */
  epsilon?: number;
}

/**
 * RMSprop. Tieleman & Hinton 2012.
 * @throws {ArgumentError} unless the learning rate is a positive number
 * @example optimizers.rmsprop({ learningRate: 1e-3 })
 */
export function rmsprop(args: RMSpropArgs = {}): Optimizer {
  const { learningRate = 0.001, rho = 0.9, momentum = 0, epsilon = 1e-7 } = args;
  requireLearningRate('rmsprop', learningRate);
  return tf.train.rmsprop(learningRate, rho, momentum, epsilon);
}

const byName: Record<string, () => Optimizer> = { adam, sgd, rmsprop };

/** @throws {ArgumentError} for a name that is none */
export function optimizerFrom(argument: string | Optimizer): Optimizer {
  if (typeof argument !== 'string') return argument;
  const make = byName[argument.toLowerCase()];
  if (make !== undefined) return make();
  throw new ArgumentError(
    `compile: unknown optimizer “${argument}”. Expected one of: ${Object.keys(byName).join(', ')}, or an optimizer such as optimizers.adam({ learningRate: 1e-3 }).`,
  );
}
