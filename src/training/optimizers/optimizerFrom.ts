import type { Optimizer as TfjsOptimizer } from '@tensorflow/tfjs';
import { ArgumentError } from '../../errors.js';
import { adadelta } from './adadelta.js';
import { adagrad } from './adagrad.js';
import { adam } from './adam.js';
import { adamax } from './adamax.js';
import { adamW } from './adamW.js';
import { ftrl } from './ftrl.js';
import { lion } from './lion.js';
import { muon } from './muon.js';
import { nadam } from './nadam.js';
import { rmsprop } from './rmsprop.js';
import { sgd } from './sgd.js';

const makers = { adam, adamW, sgd, rmsprop, nadam, adamax, adagrad, adadelta, lion, muon, ftrl };
const byName = new Map(Object.entries(makers).map(([name, make]) => [name.toLowerCase(), make]));

/**
 * An optimizer by name, with Keras's defaults, or itself. Upper and lower case are the same. Mirrors keras.optimizers.get.
 * @throws {ArgumentError} for a name that is none
 * @example optimizers.get('rmsprop')
 */
export function optimizerFrom(argument: string | TfjsOptimizer): TfjsOptimizer {
  if (typeof argument !== 'string') return argument;
  const make = byName.get(argument.toLowerCase());
  if (make !== undefined) return make();
  throw new ArgumentError(
    `compile: unknown optimizer “${argument}”. Expected one of: ${Object.keys(makers).join(', ')}, or an optimizer such as optimizers.adam({ learningRate: 1e-3 }).`,
  );
}
