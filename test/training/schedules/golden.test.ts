/** Schedules against Keras's tables of steps and rates. */
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src/index.js';
import { expectClose, goldenCase, goldenIds, type Tolerance } from '../../goldenCases.js';
import { scheduleFor } from './kerasSchedules.js';

interface ScheduleCase {
  args: Record<string, unknown>;
  tolerance: Tolerance;
  steps: number[];
  learning_rate: number[];
}

const ids = goldenIds('optimizers').filter((id) => 'schedule' in goldenCase<ScheduleCase>(id).args);

describe('schedules agree with Keras', () => {
  it('finds the reference values', () => expect(ids.length).toBeGreaterThan(0));

  it.each(ids)('%s', (id) => {
    const golden = goldenCase<ScheduleCase>(id);
    const schedule = scheduleFor(golden.args);
    const rates = golden.steps.map((step) => schedule(step));
    expectClose(rates, golden.learning_rate, golden.tolerance);
    const tensorRates = golden.steps.map((step) =>
      tf.tidy(() => schedule.tensor(tf.scalar(step)).dataSync()[0]!),
    );
    expectClose(tensorRates, golden.learning_rate, golden.tolerance);
  });
});
