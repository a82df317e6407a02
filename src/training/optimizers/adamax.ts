/** Adamax, Adam with the largest gradient in place of the mean square. Kingma & Ba 2014, section 7.1.
 *  Mirrors keras.optimizers.Adamax:
 *  m ← m + (1 − β₁)(g − m),  u ← max(β₂·u, |g|),  w ← w − α·m / ((1 − β₁ᵗ)(u + ε)). */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { gathered, movedTowards } from './moments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.adamax`. */
export interface AdamaxArgs extends OptimizerArgs {
  /** The decay β₁ of the mean of gradients, in [0, 1]. Default 0.9. */
  beta1?: number;
  /** The decay β₂ of the largest gradient, in [0, 1]. Default 0.999. */
  beta2?: number;
  /** Keeps the division finite. Default 1e-7. */
  epsilon?: number;
}

/**
 * Adamax; the learning rate is 0.001 unless given.
 * @throws {ArgumentError} for a beta outside [0, 1], and for what every optimizer refuses
 * @example optimizers.adamax({ learningRate: 2e-3 })
 */
export function adamax(args: AdamaxArgs = {}): Adamax {
  return new Adamax(args);
}

/** Adamax; see {@link adamax}. */
export class Adamax extends Optimizer {
  static get className(): string {
    return 'Adamax';
  }

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(args: AdamaxArgs = {}) {
    super('Adamax', args, 0.001);
    this.beta1 = args.beta1 ?? 0.9;
    this.beta2 = args.beta2 ?? 0.999;
    this.epsilon = args.epsilon ?? 1e-7;
    requireWithin('adamax', { beta1: this.beta1, beta2: this.beta2 }, 0, 1);
    requireWithin('adamax', { epsilon: this.epsilon }, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'momentum' }, { name: 'norm' }]];
  }

  protected override updateRule({ rate, step }: StepScalars): UpdateRule {
    const { beta1, beta2, epsilon } = this;
    const weight = gathered(beta1, step);
    return (value, gradient, slots) => {
      const momentum = movedTowards(slots.momentum!, gradient, beta1);
      const norm = tf.maximum(tf.mul(slots.norm!, beta2), tf.abs(gradient));
      const descent = tf.div(tf.mul(momentum, rate), tf.mul(tf.add(norm, epsilon), weight));
      return { value: tf.sub(value, descent), slots: { momentum, norm } };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }
}
