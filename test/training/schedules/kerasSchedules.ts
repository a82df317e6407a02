import { type LearningRateSchedule, schedules } from '../../../src/index.js';
import { ourArguments } from '../camelCase.js';

// The arguments come from a file: they are Keras's, and each case is made for its schedule.
type Maker = (args: never) => LearningRateSchedule;

const makers: Record<string, Maker> = {
  CosineDecay: schedules.cosineDecay,
  CosineDecayRestarts: schedules.cosineDecayRestarts,
  ExponentialDecay: schedules.exponentialDecay,
  InverseTimeDecay: schedules.inverseTimeDecay,
  PiecewiseConstantDecay: schedules.piecewiseConstantDecay,
  PolynomialDecay: schedules.polynomialDecay,
};

/** Our schedule for the arguments of a reference case: `{ schedule: 'CosineDecay', initial_learning_rate: … }`. */
export function scheduleFor(args: Record<string, unknown>): LearningRateSchedule {
  const maker = makers[String(args.schedule)];
  if (maker === undefined) throw new Error(`There is no schedule ${args.schedule}.`);
  return (maker as (args: Record<string, unknown>) => LearningRateSchedule)(ourArguments(args, 'schedule'));
}
