/** What every optimizer takes. Mirrors the arguments of keras.optimizers.Optimizer. */
import { ArgumentError } from '../../errors.js';
import { requirePositive, requireWholeNumber, requireWithin } from '../numberArguments.js';
import type { LearningRateSchedule } from '../schedules/schedule.js';

/** Arguments of `optimizers.Optimizer`. */
export interface OptimizerArgs {
  /** The step size: a number of at least 0, or a schedule of the step. */
  learningRate?: number | LearningRateSchedule;
  /** Decoupled weight decay: before every step, w ← w − rate·weightDecay·w. Default none. */
  weightDecay?: number | null;
  /** Scales every gradient down to this norm. Default none. */
  clipnorm?: number | null;
  /** Clips every element of the gradients to ±clipvalue. Default none. */
  clipvalue?: number | null;
  /** Scales all gradients down together, so that the norm of all of them is at most this. Default none. */
  globalClipnorm?: number | null;
  /** Keeps an exponential moving average of the weights, which replaces them when training ends. Default false. */
  useEma?: boolean;
  /** How much of the average is kept at every step, in [0, 1]. Default 0.99. */
  emaMomentum?: number;
  /** Replaces the weights by their average after every so many steps. Default never before the end. */
  emaOverwriteFrequency?: number | null;
  /** Averages the gradients of so many batches, at least 2, before it makes a step. Default none. */
  gradientAccumulationSteps?: number | null;
  /** Default the class's name. */
  name?: string;
}

/** The same with nothing left out but the learning rate and the name. */
export type CheckedOptimizerArgs = Required<Omit<OptimizerArgs, 'learningRate' | 'name'>>;

/** @throws {ArgumentError} for an argument that makes no sense, or clippings that exclude each other */
export function checkedOptimizerArgs(optimizer: string, args: OptimizerArgs): CheckedOptimizerArgs {
  const {
    weightDecay = null,
    clipnorm = null,
    clipvalue = null,
    globalClipnorm = null,
    useEma = false,
    emaMomentum = 0.99,
    emaOverwriteFrequency = null,
    gradientAccumulationSteps = null,
  } = args;
  if (weightDecay !== null) requireWithin(optimizer, { weightDecay }, 0, Infinity);
  const clippings = Object.entries({ clipnorm, clipvalue, globalClipnorm }).filter(([, v]) => v !== null);
  requirePositive(optimizer, Object.fromEntries(clippings));
  if (clippings.length > 1) {
    const given = clippings.map(([name, value]) => `${name}: ${value}`).join(', ');
    throw new ArgumentError(
      `${optimizer}: only one of clipnorm, clipvalue and globalClipnorm can be set; received ${given}.`,
    );
  }
  requireWithin(optimizer, { emaMomentum }, 0, 1);
  if (emaOverwriteFrequency !== null) requireWholeNumber(optimizer, { emaOverwriteFrequency }, 1);
  if (gradientAccumulationSteps !== null) requireWholeNumber(optimizer, { gradientAccumulationSteps }, 2);
  return {
    weightDecay,
    clipnorm,
    clipvalue,
    globalClipnorm,
    useEma,
    emaMomentum,
    emaOverwriteFrequency,
    gradientAccumulationSteps,
  };
}
