/** Adam. Kingma & Ba 2014, "Adam: A Method for Stochastic Optimization". Mirrors keras.optimizers.Adam, whose epsilon
 *  comes before the bias correction:
 *  m ← m + (1 − β₁)(g − m),  v ← v + (1 − β₂)(g² − v),  w ← w − α·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε).
 *  AMSGrad (Reddi et al. 2018, "On the Convergence of Adam and Beyond") divides by the largest v so far. */
import type { serialization } from '@tensorflow/tfjs';
import { composite, tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { gathered, movedTowards } from './moments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot, Slots } from './optimizerState.js';

/** Arguments of `optimizers.adam`. */
export interface AdamArgs extends OptimizerArgs {
  /** The decay β₁ of the mean of gradients, in [0, 1]. Default 0.9. */
  beta1?: number;
  /** The decay β₂ of the mean of squared gradients, in [0, 1]. Default 0.999. */
  beta2?: number;
  /** Keeps the division finite. Default 1e-7. */
  epsilon?: number;
  /** Divides by the largest mean of squares so far, so that the step size never grows back. Default false. */
  amsgrad?: boolean;
}

/**
 * Adam with Keras's defaults; the learning rate is 0.001 unless given.
 * @throws {ArgumentError} for a beta outside [0, 1], and for what every optimizer refuses
 * @example optimizers.adam({ learningRate: 1e-3 })
 */
export function adam(args: AdamArgs = {}): Adam {
  return new Adam(args);
}

/** Adam; see {@link adam}. */
export class Adam extends Optimizer {
  static get className(): string {
    return 'Adam';
  }

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;

  constructor(args: AdamArgs = {}, className = 'Adam') {
    super(className, args, 0.001);
    this.beta1 = args.beta1 ?? 0.9;
    this.beta2 = args.beta2 ?? 0.999;
    this.epsilon = args.epsilon ?? 1e-7;
    this.amsgrad = args.amsgrad ?? false;
    const caller = className.toLowerCase();
    requireWithin(caller, { beta1: this.beta1, beta2: this.beta2 }, 0, 1);
    requireWithin(caller, { epsilon: this.epsilon }, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'momentum' }, { name: 'velocity' }], this.amsgrad ? [{ name: 'velocity_hat' }] : []];
  }

  protected override updateRule(scalars: StepScalars): UpdateRule {
    return adamRule(scalars, this);
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { beta1, beta2, epsilon, amsgrad } = this;
    return { beta1, beta2, epsilon, amsgrad };
  }
}

/** Adam's update, for whoever falls back to it. */
export function adamRule(
  { rate, step }: StepScalars,
  args: { beta1: number; beta2: number; epsilon: number; amsgrad: boolean },
): UpdateRule {
  const { beta1, beta2, epsilon, amsgrad } = args;
  const stepSize = tf.div(tf.mul(rate, tf.sqrt(gathered(beta2, step))), gathered(beta1, step));
  return (value, gradient, slots) => {
    const moved = composite(
      {
        kind: amsgrad ? 'adamWithAmsgrad' : 'adam',
        inputs: { value, gradient, ...slots, stepSize },
        settings: { beta1, beta2, epsilon },
      },
      () => {
        const momentum = movedTowards(slots.momentum!, gradient, beta1);
        const velocity = movedTowards(slots.velocity!, tf.square(gradient), beta2);
        const moments: Slots = amsgrad
          ? { momentum, velocity, velocity_hat: tf.maximum(slots.velocity_hat!, velocity) }
          : { momentum, velocity };
        const root = tf.sqrt(moments.velocity_hat ?? velocity);
        const descent = tf.div(tf.mul(momentum, stepSize), tf.add(root, epsilon));
        return { value: tf.sub(value, descent), ...moments };
      },
    );
    const { value: next, ...moments } = moved;
    return { value: next, slots: moments };
  };
}
