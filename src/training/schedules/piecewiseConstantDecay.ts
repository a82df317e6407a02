import { ArgumentError } from '../../errors.js';
import { requireWithin } from '../numberArguments.js';
import { type LearningRateSchedule, scheduleOf } from './schedule.js';

/** Arguments of `schedules.piecewiseConstantDecay`. */
export interface PiecewiseConstantDecayArgs {
  /** The last step of every value but the last, in ascending order. */
  boundaries: readonly number[];
  /** One more than boundaries. */
  values: readonly number[];
  name?: string;
}

/**
 * values[i] up to and including the step boundaries[i]. Mirrors keras.optimizers.schedules.PiecewiseConstantDecay.
 * @throws {ArgumentError} unless there is one more value than boundaries, and the boundaries ascend
 * @example schedules.piecewiseConstantDecay({ boundaries: [1000, 2000], values: [0.1, 0.01, 0.001] })(1001) // 0.01
 */
export function piecewiseConstantDecay(args: PiecewiseConstantDecayArgs): LearningRateSchedule {
  const { boundaries, values, name = 'PiecewiseConstant' } = args;
  if (boundaries.length !== values.length - 1) {
    throw new ArgumentError(
      `piecewiseConstantDecay: one value more than boundaries is expected; received ${boundaries.length} boundaries and ${values.length} values.`,
    );
  }
  if (boundaries.some((boundary, index) => boundary <= (boundaries[index - 1] ?? -Infinity))) {
    throw new ArgumentError(
      `piecewiseConstantDecay: boundaries must ascend; received [${boundaries.join(', ')}].`,
    );
  }
  for (const value of values) requireWithin('piecewiseConstantDecay', { values: value }, 0, Infinity);
  const config = { boundaries: [...boundaries], values: [...values], name };
  return scheduleOf('PiecewiseConstantDecay', config, (a, step) =>
    boundaries.reduceRight(
      (later, boundary, index) => a.whereAtMost(step, boundary, values[index]!, later),
      a.constant(values.at(-1)!),
    ),
  );
}
