/** Gradient descent. Mirrors keras.optimizers.SGD:
 *  w ← w − α·g, or with momentum v ← μ·v − α·g, w ← w + v, and with Nesterov's look-ahead w ← w + μ·v − α·g.
 *  Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning". */
import type { serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.sgd`. */
export interface SGDArgs extends OptimizerArgs {
  /** How much of the last step is kept, in [0, 1]. Default 0. */
  momentum?: number;
  /** Looks ahead along the momentum. Default false. */
  nesterov?: boolean;
}

/**
 * Gradient descent, with momentum if asked for. The learning rate is 0.01 unless given.
 * @throws {ArgumentError} for a momentum outside [0, 1], and for what every optimizer refuses
 * @example optimizers.sgd({ learningRate: 0.01, momentum: 0.9, nesterov: true })
 */
export function sgd(args: SGDArgs = {}): SGD {
  return new SGD(args);
}

/** Gradient descent; see {@link sgd}. */
export class SGD extends Optimizer {
  static get className(): string {
    return 'SGD';
  }

  readonly momentum: number;
  readonly nesterov: boolean;

  constructor(args: SGDArgs = {}) {
    super('SGD', args, 0.01);
    this.momentum = args.momentum ?? 0;
    this.nesterov = args.nesterov ?? false;
    requireWithin('sgd', { momentum: this.momentum }, 0, 1);
  }

  protected override slotGroups(): Slot[][] {
    return this.momentum === 0 ? [] : [[{ name: 'momentum' }]];
  }

  protected override updateRule({ rate }: StepScalars): UpdateRule {
    const { momentum, nesterov } = this;
    if (momentum === 0) {
      return (value, gradient) => ({ value: tf.sub(value, tf.mul(gradient, rate)), slots: {} });
    }
    return (value, gradient, slots) => {
      const descent = tf.mul(gradient, rate);
      const along = (velocity: Tensor): Tensor => tf.sub(tf.mul(velocity, momentum), descent);
      const velocity = along(slots.momentum!);
      const step = nesterov ? along(velocity) : velocity;
      return { value: tf.add(value, step), slots: { momentum: velocity } };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    const { momentum, nesterov } = this;
    return { momentum, nesterov };
  }
}
