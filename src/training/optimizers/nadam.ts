/** Adam with Nesterov's look-ahead. Dozat 2015, "Incorporating Nesterov Momentum into Adam". Mirrors keras.optimizers.Nadam:
 *  u_t = β₁(1 − ½·0.96ᵗ),  U_t = u₁ ⋯ u_t,
 *  m̂ = u_{t+1}·m/(1 − U_{t+1}) + (1 − u_t)·g/(1 − U_t),  v̂ = v/(1 − β₂ᵗ),  w ← w − α·m̂/(√v̂ + ε). */
import type { Scalar, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { gathered, movedTowards } from './moments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.nadam`. */
export interface NadamArgs extends OptimizerArgs {
  /** The decay β₁ of the mean of gradients, in [0, 1]. Default 0.9. */
  beta1?: number;
  /** The decay β₂ of the mean of squared gradients, in [0, 1]. Default 0.999. */
  beta2?: number;
  /** Keeps the division finite. Default 1e-7. */
  epsilon?: number;
}

/**
 * Nadam; the learning rate is 0.001 unless given.
 * @throws {ArgumentError} for a beta outside [0, 1], and for what every optimizer refuses
 * @example optimizers.nadam({ learningRate: 2e-3 })
 */
export function nadam(args: NadamArgs = {}): Nadam {
  return new Nadam(args);
}

/** Nadam; see {@link nadam}. */
export class Nadam extends Optimizer {
  static get className(): string {
    return 'Nadam';
  }

  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(args: NadamArgs = {}) {
    super('Nadam', args, 0.001);
    this.beta1 = args.beta1 ?? 0.9;
    this.beta2 = args.beta2 ?? 0.999;
    this.epsilon = args.epsilon ?? 1e-7;
    requireWithin('nadam', { beta1: this.beta1, beta2: this.beta2 }, 0, 1);
    requireWithin('nadam', { epsilon: this.epsilon }, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'momentum' }, { name: 'velocity' }]];
  }

  /** U_t, under the name that Keras leaves it. */
  protected override sharedSlots(): Slot[] {
    return [{ name: 'variable', initial: 1 }];
  }

  protected override advanceShared(shared: readonly Tensor[], step: Scalar): Tensor[] {
    return [tf.mul(shared[0]!, this.decayAt(step))];
  }

  protected override updateRule({ rate, step, shared }: StepScalars): UpdateRule {
    const { beta1, beta2, epsilon } = this;
    const product = shared[0]!;
    const next = this.decayAt(tf.add(step, 1));
    const ahead = tf.div(next, tf.sub(1, tf.mul(product, next)));
    const here = tf.div(tf.sub(1, this.decayAt(step)), tf.sub(1, product));
    const weight = gathered(beta2, step);
    return (value, gradient, slots) => {
      const momentum = movedTowards(slots.momentum!, gradient, beta1);
      const velocity = movedTowards(slots.velocity!, tf.square(gradient), beta2);
      const looked = tf.add(tf.mul(momentum, ahead), tf.mul(gradient, here));
      const spread = tf.add(tf.sqrt(tf.div(velocity, weight)), epsilon);
      return {
        value: tf.sub(value, tf.div(tf.mul(looked, rate), spread)),
        slots: { momentum, velocity },
      };
    };
  }

  /** u_t = β₁(1 − ½·0.96ᵗ) */
  private decayAt(step: Scalar): Scalar {
    return tf.mul(tf.sub(1, tf.mul(tf.pow(0.96, step), 0.5)), this.beta1);
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }
}
