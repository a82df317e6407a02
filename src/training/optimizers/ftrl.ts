/** Follow the regularized leader. McMahan et al. 2013, "Ad Click Prediction: a View from the Trenches".
 *  Mirrors keras.optimizers.Ftrl, p being the learning rate power, λ₁ and λ₂ the regularization strengths:
 *  n' = n + g²,  z ← z + g + 2·λ_shrinkage·w − (n'^−p − n^−p)/α·w,
 *  w ← (clip(z, ±λ₁) − z) / (n'^−p/α + 2·λ₂ + β/α). */
import type { serialization } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { Optimizer, type StepScalars, type UpdateRule } from './optimizer.js';
import type { OptimizerArgs } from './optimizerArgs.js';
import type { Slot } from './optimizerState.js';

/** Arguments of `optimizers.ftrl`. */
export interface FtrlArgs extends OptimizerArgs {
  /** How the step size falls with the sum of squares, at most 0. Default −0.5. */
  learningRatePower?: number;
  /** What the sum of squares begins with, at least 0. Default 0.1. */
  initialAccumulatorValue?: number;
  /** Draws weights to exactly 0. Default 0. */
  l1RegularizationStrength?: number;
  /** Default 0. */
  l2RegularizationStrength?: number;
  /** Penalizes the weights' size in the gradient. Default 0. */
  l2ShrinkageRegularizationStrength?: number;
  /** Default 0. */
  beta?: number;
}

/**
 * Follow the regularized leader, for large shallow models; the learning rate is 0.001 unless given.
 * @throws {ArgumentError} for a positive learningRatePower, a negative strength, and for what every optimizer refuses
 * @example optimizers.ftrl({ learningRate: 0.1, l1RegularizationStrength: 0.01 })
 */
export function ftrl(args: FtrlArgs = {}): Ftrl {
  return new Ftrl(args);
}

/** Follow the regularized leader; see {@link ftrl}. */
export class Ftrl extends Optimizer {
  static get className(): string {
    return 'Ftrl';
  }

  private readonly args: Required<Omit<FtrlArgs, keyof OptimizerArgs>>;

  constructor(args: FtrlArgs = {}) {
    super('Ftrl', args, 0.001);
    this.args = {
      learningRatePower: args.learningRatePower ?? -0.5,
      initialAccumulatorValue: args.initialAccumulatorValue ?? 0.1,
      l1RegularizationStrength: args.l1RegularizationStrength ?? 0,
      l2RegularizationStrength: args.l2RegularizationStrength ?? 0,
      l2ShrinkageRegularizationStrength: args.l2ShrinkageRegularizationStrength ?? 0,
      beta: args.beta ?? 0,
    };
    const { learningRatePower, ...strengths } = this.args;
    requireWithin('ftrl', { learningRatePower }, -Infinity, 0);
    requireWithin('ftrl', strengths, 0, Infinity);
  }

  protected override slotGroups(): Slot[][] {
    return [[{ name: 'accumulator', initial: this.args.initialAccumulatorValue }, { name: 'linear' }]];
  }

  protected override updateRule({ rate }: StepScalars): UpdateRule {
    const { learningRatePower, beta } = this.args;
    const l1 = this.args.l1RegularizationStrength;
    const l2 = tf.add(2 * this.args.l2RegularizationStrength, tf.div(beta, rate));
    const shrinkage = 2 * this.args.l2ShrinkageRegularizationStrength;
    return (value, gradient, slots) => {
      const accumulator = tf.add(slots.accumulator!, tf.square(gradient));
      const power = tf.pow(accumulator, -learningRatePower);
      const growth = tf.div(tf.sub(power, tf.pow(slots.accumulator!, -learningRatePower)), rate);
      const pull = tf.sub(tf.add(gradient, tf.mul(value, shrinkage)), tf.mul(growth, value));
      const linear = tf.add(slots.linear!, pull);
      const kept = l1 === 0 ? tf.neg(linear) : tf.sub(tf.clipByValue(linear, -l1, l1), linear);
      return {
        value: tf.div(kept, tf.add(tf.div(power, rate), l2)),
        slots: { accumulator, linear },
      };
    };
  }

  protected override ownConfig(): serialization.ConfigDict {
    return { ...this.args };
  }
}
