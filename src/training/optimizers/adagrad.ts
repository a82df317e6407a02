/** Adagrad. Duchi et al. 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic Optimization".
 *  Mirrors keras.optimizers.Adagrad, whose epsilon sits inside the root:  s ← s + g²,  w ← w − α·g/√(s + ε). */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.adagrad`. */
export interface AdagradArgs extends OptimizerArgs {
  /** What the sum of squares begins with, at least 0. Default 0.1. */
  initialAccumulatorValue?: number;
  /** Keeps the division finite. Default 1e-7. */
  epsilon?: number;
}

/**
 * Adagrad: weights with large gradients so far make smaller steps. The learning rate is 0.001 unless given.
 * @throws {ArgumentError} for a negative initialAccumulatorValue, and for what every optimizer refuses
 * @example optimizers.adagrad({ learningRate: 0.1 })
 */
export function adagrad(args: AdagradArgs = {}): Adagrad {
  return new Adagrad(args);
}

/** Adagrad; see {@link adagrad}. */
export class Adagrad extends Optimizer {
  static get className(): string {
    return 'Adagrad';
  }

  readonly initialAccumulatorValue: number;
  readonly epsilon: number;

  constructor(args: AdagradArgs = {}) {
    super('Adagrad', args, 0.001);
    this.initialAccumulatorValue = args.initialAccumulatorValue ?? 0.1;
    this.epsilon = args.epsilon ?? 1e-7;
    const { initialAccumulatorValue, epsilon } = this;
    requireWithin('adagrad', { initialAccumulatorValue, epsilon }, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'accumulator', initial: this.initialAccumulatorValue }]];
  }

  protected override updateRule({ rate }: StepScalars): UpdateRule {
    const { epsilon } = this;
    return (value, gradient, slots) => {
      const accumulator = tf.add(slots.accumulator!, tf.square(gradient));
      const descent = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(accumulator, epsilon)));
      return { value: tf.sub(value, descent), slots: { accumulator } };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { initialAccumulatorValue, epsilon } = this;
    return { initialAccumulatorValue, epsilon };
  }
}
