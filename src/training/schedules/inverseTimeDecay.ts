import { requirePositive, requireWithin } from '../numberArguments.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.inverseTimeDecay`. */
export interface InverseTimeDecayArgs {
  initialLearningRate: number;
  /** After so many steps the divisor has grown by decayRate. */
  decaySteps: number;
  decayRate: number;
  /** Falls at once after every decaySteps, instead of a little at every step. Default false. */
  staircase?: boolean;
  name?: string;
}

/**
 * initialLearningRate / (1 + decayRate · step / decaySteps). Mirrors keras.optimizers.schedules.InverseTimeDecay.
 * @throws {ArgumentError} for a negative rate or decaySteps that are not positive
 * @example schedules.inverseTimeDecay({ initialLearningRate: 0.1, decaySteps: 100, decayRate: 1 })(100) // 0.05
 */
export function inverseTimeDecay(args: InverseTimeDecayArgs): LearningRateSchedule {
  const { initialLearningRate, decaySteps, decayRate, staircase = false, name = 'InverseTimeDecay' } = args;
  requireWithin('inverseTimeDecay', { initialLearningRate, decayRate }, 0, Infinity);
  requirePositive('inverseTimeDecay', { decaySteps });
  const config = { initialLearningRate, decaySteps, decayRate, staircase, name };
  return scheduleOf('InverseTimeDecay', config, (a, step) => {
    const periods = a.div(step, decaySteps);
    return a.div(initialLearningRate, a.add(1, a.mul(decayRate, staircase ? a.floor(periods) : periods)));
  });
}
