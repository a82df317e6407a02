import { requirePositive, requireWithin } from '../numberArguments.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.exponentialDecay`. */
export interface ExponentialDecayArgs {
  initialLearningRate: number;
  /** After so many steps the rate has been multiplied by decayRate once. */
  decaySteps: number;
  decayRate: number;
  /** Falls at once after every decaySteps, instead of a little at every step. Default false. */
  staircase?: boolean;
  name?: string;
}

/**
 * initialLearningRate · decayRate^(step / decaySteps). Mirrors keras.optimizers.schedules.ExponentialDecay.
 * @throws {ArgumentError} for a negative rate or decaySteps that are not positive
 * @example schedules.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 1000, decayRate: 0.96 })(1000) // 0.096
 */
export function exponentialDecay(args: ExponentialDecayArgs): LearningRateSchedule {
  const { initialLearningRate, decaySteps, decayRate, staircase = false, name = 'ExponentialDecay' } = args;
  requireWithin('exponentialDecay', { initialLearningRate, decayRate }, 0, Infinity);
  requirePositive('exponentialDecay', { decaySteps });
  const config = { initialLearningRate, decaySteps, decayRate, staircase, name };
  return scheduleOf('ExponentialDecay', config, (a, step) => {
    const periods = a.div(step, decaySteps);
    return a.mul(initialLearningRate, a.pow(decayRate, staircase ? a.floor(periods) : periods));
  });
}
