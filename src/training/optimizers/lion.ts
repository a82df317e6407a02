/** Lion. Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms". Mirrors keras.optimizers.Lion:
 *  w ← w − α·sign(β₁·m + (1 − β₁)·g),  m ← β₂·m + (1 − β₂)·g. */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { requireWithin } from '../numberArguments.js';
import { runningMean } from './moments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.lion`. */
export interface LionArgs extends OptimizerArgs {
  /** How much of the mean is in the step's direction, in (0, 1]. Default 0.9. */
  beta1?: number;
  /** The decay β₂ of the mean of gradients, in [0, 1]. Default 0.99. */
  beta2?: number;
}

/**
 * Lion: every weight steps by ±rate. Takes a rate three to ten times smaller than Adam's; 0.001 unless given.
 * @throws {ArgumentError} for a beta1 outside (0, 1] or a beta2 outside [0, 1], and for what every optimizer refuses
 * @example optimizers.lion({ learningRate: 1e-4, weightDecay: 0.1 })
 */
export function lion(args: LionArgs = {}): Lion {
  return new Lion(args);
}

/** Lion; see {@link lion}. */
export class Lion extends Optimizer {
  static get className(): string {
    return 'Lion';
  }

  readonly beta1: number;
  readonly beta2: number;

  constructor(args: LionArgs = {}) {
    super('Lion', args, 0.001);
    this.beta1 = args.beta1 ?? 0.9;
    this.beta2 = args.beta2 ?? 0.99;
    requireWithin('lion', { beta1: this.beta1, beta2: this.beta2 }, 0, 1);
    if (this.beta1 === 0) {
      throw new ArgumentError('lion: beta1 must be in (0, 1]: with 0 only the sign of the gradient is left.');
    }
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'momentum' }]];
  }

  protected override updateRule({ rate }: StepScalars): UpdateRule {
    const { beta1, beta2 } = this;
    return (value, gradient, slots) => {
      const direction = tf.sign(runningMean(slots.momentum!, gradient, beta1));
      return {
        value: tf.sub(value, tf.mul(direction, rate)),
        slots: { momentum: runningMean(slots.momentum!, gradient, beta2) },
      };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { beta1, beta2 } = this;
    return { beta1, beta2 };
  }
}
