import { ArgumentError } from '../../errors.js';
import { requireOneOf, requirePositive, requireWholeNumber, requireWithin } from '../numberArguments.js';
import { cosine } from './cosineFall.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.oneCycle`. */
export interface OneCycleArgs {
  /** The highest rate; find it with a range test. */
  maxLearningRate: number;
  /** Steps of the whole training: epochs times steps an epoch. */
  totalSteps: number;
  /** The share of the steps in which the rate rises, in (0, 1). Default 0.3. */
  pctStart?: number;
  /** Along half a cosine, or along a straight line. Default `cos`. */
  annealStrategy?: 'cos' | 'linear';
  /** The first rate is maxLearningRate / divFactor. Default 25. */
  divFactor?: number;
  /** The last rate is the first / finalDivFactor. Default 10,000. */
  finalDivFactor?: number;
  name?: string;
}

/**
 * One rise to the highest rate and one fall far below the first. Smith & Topin 2018, "Super-Convergence: Very Fast Training
 * of Neural Networks Using Large Learning Rates". Mirrors torch.optim.lr_scheduler.OneCycleLR with two phases, without its
 * cycling of the momentum; after totalSteps the rate stays where it is.
 * @throws {ArgumentError} for numbers that are not positive, or a pctStart that leaves no step to rise or to fall
 * @example schedules.oneCycle({ maxLearningRate: 0.1, totalSteps: 100 })(29) // 0.1
 */
export function oneCycle(args: OneCycleArgs): LearningRateSchedule {
  const { maxLearningRate, totalSteps, pctStart = 0.3, annealStrategy = 'cos' } = args;
  const { divFactor = 25, finalDivFactor = 1e4, name = 'OneCycle' } = args;
  requirePositive('oneCycle', { maxLearningRate, divFactor, finalDivFactor });
  requireWholeNumber('oneCycle', { totalSteps }, 2);
  requireWithin('oneCycle', { pctStart }, 0, 1);
  requireOneOf('oneCycle', { annealStrategy }, ['cos', 'linear']);
  const peak = pctStart * totalSteps - 1;
  const last = totalSteps - 1;
  if (peak <= 0 || peak >= last) {
    throw new ArgumentError(
      `oneCycle: pctStart ${pctStart} of ${totalSteps} steps leaves no step to ${peak <= 0 ? 'rise' : 'fall'}. ` +
        'Use a share nearer to 0.3, or more steps.',
    );
  }
  const first = maxLearningRate / divFactor;
  const lowest = first / finalDivFactor;
  const config = {
    maxLearningRate,
    totalSteps,
    pctStart,
    annealStrategy,
    divFactor,
    finalDivFactor,
    name,
  };
  return scheduleOf('OneCycle', config, (a, step) => {
    // From `from` at fraction 0 to `to` at fraction 1.
    const between = (from: number, to: number, fraction: typeof step): typeof step => {
      const kept = annealStrategy === 'cos' ? cosine(a, fraction) : a.sub(1, fraction);
      return a.add(to, a.mul(a.sub(from, to), kept));
    };
    const rise = between(first, maxLearningRate, a.div(a.min(step, peak), peak));
    const fallen = a.div(a.min(a.max(a.sub(step, peak), 0), last - peak), last - peak);
    return a.whereAtMost(step, peak, rise, between(maxLearningRate, lowest, fallen));
  });
}
