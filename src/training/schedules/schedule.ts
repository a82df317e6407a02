/** Learning rates that change with the step. */
import type { Scalar } from '@tensorflow/tfjs';
import { type Arithmetic, numbers, tensors } from './arithmetic.js';

/** The arguments of a schedule, as `getConfig` gives them. */
export type ScheduleConfig = Record<string, number | boolean | string | null | number[]>;

/** A learning rate for every step; call it with a step to see it. */
export interface LearningRateSchedule {
  /** The learning rate of a step, counted from 0, to the precision that Keras computes it in. */
  (step: number): number;
  /** The same as a tensor, for a step that is recorded as a graph. The caller disposes it. */
  tensor(step: Scalar): Scalar;
  /** Keras's class, as in `CosineDecay`. */
  readonly className: string;
  /** The arguments that make it again. */
  getConfig(): ScheduleConfig;
}

/** A formula that is written once and computed with numbers or with tensors. */
export type ScheduleFormula = <T>(arithmetic: Arithmetic<T>, step: T) => T;

/** A schedule from its formula. */
export function scheduleOf(
  className: string,
  config: ScheduleConfig,
  formula: ScheduleFormula,
): LearningRateSchedule {
  const rate = (step: number): number => formula(numbers, step);
  return Object.assign(rate, {
    className,
    tensor: (step: Scalar): Scalar => tensors.run(() => formula(tensors, step)),
    getConfig: (): ScheduleConfig => ({ ...config }),
  });
}
