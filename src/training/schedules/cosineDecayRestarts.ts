import { requirePositive, requireWithin } from '../numberArguments.js';
import type { Arithmetic } from './arithmetic.js';
import { cosine } from './cosineFall.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.cosineDecayRestarts`. */
export interface CosineDecayRestartsArgs {
  initialLearningRate: number;
  /** Steps of the first period. */
  firstDecaySteps: number;
  /** How much longer each period is than the one before, at least 1. Default 2. */
  tMul?: number;
  /** The first rate of each period as a share of the one before. Default 1. */
  mMul?: number;
  /** The last rate of a period as a share of initialLearningRate. Default 0. */
  alpha?: number;
  name?: string;
}

/**
 * Half a cosine from initialLearningRate down, begun again after every period.
 * Loshchilov & Hutter 2017, "SGDR: Stochastic Gradient Descent with Warm Restarts".
 * Mirrors keras.optimizers.schedules.CosineDecayRestarts.
 * @throws {ArgumentError} for a negative rate, firstDecaySteps that are not positive, a tMul below 1
 * @example schedules.cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 100 })(100) // 0.1 again
 */
export function cosineDecayRestarts(args: CosineDecayRestartsArgs): LearningRateSchedule {
  const { initialLearningRate, firstDecaySteps, tMul = 2, mMul = 1, alpha = 0, name = 'SGDRDecay' } = args;
  requireWithin('cosineDecayRestarts', { initialLearningRate, mMul, alpha }, 0, Infinity);
  requireWithin('cosineDecayRestarts', { tMul }, 1, Infinity);
  requirePositive('cosineDecayRestarts', { firstDecaySteps });
  const config = { initialLearningRate, firstDecaySteps, tMul, mMul, alpha, name };
  return scheduleOf('CosineDecayRestarts', config, (a, step) => {
    const { restarts, fraction } = period(a, a.div(step, firstDecaySteps), tMul);
    const height = a.mul(a.pow(mMul, restarts), cosine(a, fraction));
    return a.mul(initialLearningRate, a.add(a.mul(a.sub(1, alpha), height), alpha));
  });
}

/** How many periods are over, and how much of the present one. */
function period<T>(a: Arithmetic<T>, periods: T, tMul: number): { restarts: T; fraction: T } {
  if (tMul === 1) {
    const restarts = a.floor(periods);
    return { restarts, fraction: a.sub(periods, restarts) };
  }
  // After i restarts 1 + t + … + t^(i−1) = (1 − tⁱ)/(1 − t) first periods are over.
  const grown = a.sub(1, a.mul(periods, a.sub(1, tMul)));
  const restarts = a.floor(a.div(a.log(grown), a.log(a.constant(tMul))));
  const length = a.pow(tMul, restarts);
  const over = a.div(a.sub(1, length), a.sub(1, tMul));
  return { restarts, fraction: a.div(a.sub(periods, over), length) };
}
