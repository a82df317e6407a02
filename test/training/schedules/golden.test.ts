/** Schedules against Keras's tables of steps and rates. */
import { describe, expect, it } from 'vitest';
import { tf } from '../../../src/index.js';
import { expectClose, type Tolerance } from '../../goldenCases.js';
import { goldenSets } from '../goldenSets.js';
import { scheduleFor } from './kerasSchedules.js';

interface ScheduleCase {
  args: Record<string, unknown>;
  tolerance: Tolerance;
  steps: number[];
  learning_rate: number[];
}

describe.each(goldenSets)('schedules agree with Keras: $folder', (set) => {
  const ids = set.ids('optimizers').filter((id) => 'schedule' in set.case<ScheduleCase>(id).args);

  it('finds the reference values', () => expect(ids.length).toBeGreaterThan(0));

  it.each(ids)('%s', (id) => {
    const golden = set.case<ScheduleCase>(id);
    const schedule = scheduleFor(golden.args);
    const rates = golden.steps.map((step) => schedule(step));
    expectClose(rates, golden.learning_rate, golden.tolerance);
    const tensorRates = golden.steps.map((step) =>
      tf.tidy(() => schedule.tensor(tf.scalar(step)).dataSync()[0]!),
    );
    expectClose(tensorRates, golden.learning_rate, golden.tolerance);
  });
});
