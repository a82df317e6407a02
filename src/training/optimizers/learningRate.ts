import { ArgumentError } from '../../errors.js';
import type { LearningRateSchedule } from '../schedules/schedule.js';

/** The step size of an optimizer: one number until it is set anew, or a schedule of the step. */
export class LearningRate {
  private current: number | LearningRateSchedule;

  /** @throws {ArgumentError} unless `value` is a positive number or a schedule */
  constructor(
    private readonly optimizer: string,
    value: number | LearningRateSchedule,
  ) {
    if (value === 0)
      throw new ArgumentError(`${optimizer}: learningRate must be a positive number; received 0.`);
    requireLearningRate(optimizer, value);
    this.current = value;
  }

  /** The schedule; undefined for a number. */
  get schedule(): LearningRateSchedule | undefined {
    return typeof this.current === 'number' ? undefined : this.current;
  }

  /** The rate of a step, counted from 0. */
  at(step: number): number {
    return typeof this.current === 'number' ? this.current : this.current(step);
  }

  /** 0 is allowed here: a warm-up may begin with it.
   *  @throws {ArgumentError} for a number where a schedule is set: the next step would not heed it */
  set(value: number | LearningRateSchedule): void {
    requireLearningRate(this.optimizer, value);
    if (typeof value === 'number' && typeof this.current !== 'number') {
      throw new ArgumentError(
        `${this.optimizer}: the learning rate follows a schedule (${this.current.className}) and cannot be set to ${value}. ` +
          'Make the optimizer with a number as its learningRate, or set another schedule.',
      );
    }
    this.current = value;
  }
}

function requireLearningRate(optimizer: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0 && Number.isFinite(value)) return;
  if (typeof value === 'function' && 'tensor' in value) return;
  const shown = typeof value === 'function' ? 'a function' : (JSON.stringify(value) ?? 'nothing');
  throw new ArgumentError(
    `${optimizer}: learningRate must be a positive number, or a schedule such as schedules.cosineDecay({ … }); received ${shown}.`,
  );
}
