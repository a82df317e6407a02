/** RMSprop. Tieleman & Hinton 2012, "Lecture 6.5: Divide the gradient by a running average of its recent magnitude".
 *  Mirrors keras.optimizers.RMSprop, whose epsilon sits inside the root:
 *  v ← ρ·v + (1 − ρ)·g²,  w ← w − α·g/√(v + ε); centered subtracts the square of the mean gradient from v. */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { runningMean } from './moments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.rmsprop`. */
export interface RMSpropArgs extends OptimizerArgs {
  /** The decay ρ of the mean of squared gradients, in [0, 1]. Default 0.9. */
  rho?: number;
  /** How much of the last step is kept, in [0, 1]. Default 0. */
  momentum?: number;
  /** Keeps the division finite. Default 1e-7. */
  epsilon?: number;
  /** Divides by the gradients' standard deviation instead of their root mean square. Default false. */
  centered?: boolean;
}

/**
 * RMSprop. The learning rate is 0.001 unless given.
 * @throws {ArgumentError} for a rho or momentum outside [0, 1], and for what every optimizer refuses
 * @example optimizers.rmsprop({ learningRate: 1e-3, momentum: 0.9 })
 */
export function rmsprop(args: RMSpropArgs = {}): RMSprop {
  return new RMSprop(args);
}

/** RMSprop; see {@link rmsprop}. */
export class RMSprop extends Optimizer {
  static get className(): string {
    return 'RMSprop';
  }

  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;

  constructor(args: RMSpropArgs = {}) {
    super('RMSprop', args, 0.001);
    this.rho = args.rho ?? 0.9;
    this.momentum = args.momentum ?? 0;
    this.epsilon = args.epsilon ?? 1e-7;
    this.centered = args.centered ?? false;
    requireWithin('rmsprop', { rho: this.rho, momentum: this.momentum }, 0, 1);
    requireWithin('rmsprop', { epsilon: this.epsilon }, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [
      [{ name: 'velocity' }],
      this.momentum > 0 ? [{ name: 'momentum' }] : [],
      this.centered ? [{ name: 'average_gradient' }] : [],
    ];
  }

  protected override updateRule({ rate }: StepScalars): UpdateRule {
    const { rho, momentum, epsilon, centered } = this;
    return (value, gradient, slots) => {
      const velocity = runningMean(slots.velocity!, tf.square(gradient), rho);
      const changed = { velocity };
      let spread = velocity;
      if (centered) {
        const mean = runningMean(slots.average_gradient!, gradient, rho);
        Object.assign(changed, { average_gradient: mean });
        spread = tf.sub(velocity, tf.square(mean));
      }
      const step = tf.div(tf.mul(gradient, rate), tf.sqrt(tf.add(spread, epsilon)));
      if (momentum === 0) return { value: tf.sub(value, step), slots: changed };
      const carried = tf.add(tf.mul(slots.momentum!, momentum), step);
      return { value: tf.sub(value, carried), slots: { ...changed, momentum: carried } };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { rho, momentum, epsilon, centered } = this;
    return { rho, momentum, epsilon, centered };
  }
}
