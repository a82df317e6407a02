import { requirePositive, requireWithin } from '../numberArguments.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.polynomialDecay`. */
export interface PolynomialDecayArgs {
  initialLearningRate: number;
  /** The rate reaches its end after so many steps. */
  decaySteps: number;
  /** Default 0.0001. */
  endLearningRate?: number;
  /** 1 is a straight line. Default 1. */
  power?: number;
  /** Starts again, more slowly, whenever the end is reached, instead of staying there. Default false. */
  cycle?: boolean;
  name?: string;
}

/**
 * (initialLearningRate − endLearningRate) · (1 − step / decaySteps)^power + endLearningRate. With `cycle`, decaySteps is
 * multiplied until it reaches the step. Mirrors keras.optimizers.schedules.PolynomialDecay.
 * @throws {ArgumentError} for a negative rate or decaySteps that are not positive
 * @example schedules.polynomialDecay({ initialLearningRate: 0.1, decaySteps: 100, endLearningRate: 0 })(50) // 0.05
 */
export function polynomialDecay(args: PolynomialDecayArgs): LearningRateSchedule {
  const { initialLearningRate, decaySteps, endLearningRate = 1e-4, power = 1 } = args;
  const { cycle = false, name = 'PolynomialDecay' } = args;
  requireWithin('polynomialDecay', { initialLearningRate, endLearningRate, power }, 0, Infinity);
  requirePositive('polynomialDecay', { decaySteps });
  const config = { initialLearningRate, decaySteps, endLearningRate, power, cycle, name };
  return scheduleOf('PolynomialDecay', config, (a, step) => {
    const fraction = cycle
      ? a.div(step, a.mul(decaySteps, a.max(a.ceil(a.div(step, decaySteps)), 1)))
      : a.div(a.min(step, decaySteps), decaySteps);
    const span = a.sub(initialLearningRate, endLearningRate);
    return a.add(a.mul(span, a.pow(a.sub(1, fraction), power)), endLearningRate);
  });
}
