/** Adadelta. Zeiler 2012, "ADADELTA: An Adaptive Learning Rate Method". Mirrors keras.optimizers.Adadelta:
 *  s ← ρ·s + (1 − ρ)·g²,  δ = −√(d + ε)/√(s + ε)·g,  d ← ρ·d + (1 − ρ)·δ²,  w ← w + α·δ. */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { runningMean } from './moments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.adadelta`. */
export interface AdadeltaArgs extends OptimizerArgs {
  /** The decay ρ of both means of squares, in [0, 1]. Default 0.95. */
  rho?: number;
  /** Keeps the division finite and lets the first step begin. Default 1e-7. */
  epsilon?: number;
}

/**
 * Adadelta. The learning rate is 0.001 unless given, as in Keras; the paper's is 1.
 * @throws {ArgumentError} for a rho outside [0, 1], and for what every optimizer refuses
 * @example optimizers.adadelta({ learningRate: 1 })
 */
export function adadelta(args: AdadeltaArgs = {}): Adadelta {
  return new Adadelta(args);
}

/** Adadelta; see {@link adadelta}. */
export class Adadelta extends Optimizer {
  static get className(): string {
    return 'Adadelta';
  }

  readonly rho: number;
  readonly epsilon: number;

  constructor(args: AdadeltaArgs = {}) {
    super('Adadelta', args, 0.001);
    this.rho = args.rho ?? 0.95;
    this.epsilon = args.epsilon ?? 1e-7;
    requireWithin('adadelta', { rho: this.rho }, 0, 1);
    requireWithin('adadelta', { epsilon: this.epsilon }, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'accumulated_grad' }, { name: 'accumulated_delta_var' }]];
  }

  protected override updateRule({ rate }: StepScalars): UpdateRule {
    const { rho, epsilon } = this;
    return (value, gradient, slots) => {
      const before = slots.accumulated_delta_var!;
      const squares = runningMean(slots.accumulated_grad!, tf.square(gradient), rho);
      const step = tf.div(
        tf.mul(tf.sqrt(tf.add(before, epsilon)), gradient),
        tf.sqrt(tf.add(squares, epsilon)),
      );
      return {
        value: tf.sub(value, tf.mul(step, rate)),
        slots: {
          accumulated_grad: squares,
          accumulated_delta_var: runningMean(before, tf.square(step), rho),
        },
      };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { rho, epsilon } = this;
    return { rho, epsilon };
  }
}
