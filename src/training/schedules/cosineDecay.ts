import { requirePositive, requireWithin } from '../numberArguments.js';
import { cosineFall } from './cosineFall.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.cosineDecay`. */
export interface CosineDecayArgs {
  /** The first rate: of the decay, or of the warm-up if there is one. */
  initialLearningRate: number;
  /** Steps of the decay, without those of the warm-up. */
  decaySteps: number;
  /** The last rate as a share of the highest. Default 0. */
  alpha?: number;
  name?: string;
  /** The rate that a straight line leads to first, from which the decay then begins. Default no warm-up. */
  warmupTarget?: number | null;
  /** Steps of the warm-up. Default 0. */
  warmupSteps?: number;
}

/**
 * Half a cosine from the highest rate to alpha times it, after a linear warm-up if asked for.
 * Loshchilov & Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts". Mirrors keras.optimizers.schedules.CosineDecay.
 * @throws {ArgumentError} for a negative rate or decaySteps that are not positive
 * @example schedules.cosineDecay({ initialLearningRate: 0, warmupTarget: 0.1, warmupSteps: 500, decaySteps: 5000 })(500) // 0.1
 */
export function cosineDecay(args: CosineDecayArgs): LearningRateSchedule {
  const { initialLearningRate, decaySteps, alpha = 0, name = 'CosineDecay' } = args;
  const { warmupTarget = null, warmupSteps = 0 } = args;
  requireWithin('cosineDecay', { initialLearningRate, alpha, warmupSteps }, 0, Infinity);
  requirePositive('cosineDecay', { decaySteps });
  if (warmupTarget !== null) requireWithin('cosineDecay', { warmupTarget }, 0, Infinity);
  const config = { initialLearningRate, decaySteps, alpha, name, warmupTarget, warmupSteps };
  return scheduleOf('CosineDecay', config, (a, step) => {
    const fall = (start: number, first: number): typeof step =>
      a.mul(first, cosineFall(a, a.div(a.min(a.sub(step, start), decaySteps), decaySteps), alpha));
    if (warmupTarget === null) return fall(0, initialLearningRate);
    if (warmupSteps === 0) return fall(0, warmupTarget);
    const slope = a.sub(warmupTarget, initialLearningRate);
    const rise = a.add(a.mul(slope, a.div(step, warmupSteps)), initialLearningRate);
    return a.whereAtMost(a.constant(warmupSteps), step, fall(warmupSteps, warmupTarget), rise);
  });
}
