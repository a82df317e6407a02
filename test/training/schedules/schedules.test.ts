import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, type LearningRateSchedule, schedules, tf } from '../../../src/index.js';

const rate = fc.double({ min: 1e-5, max: 1, noNaN: true });
const steps = fc.integer({ min: 1, max: 50 });

const arbitraries: Record<string, fc.Arbitrary<LearningRateSchedule>> = {
  cosineDecay: fc
    .record({
      initialLearningRate: rate,
      decaySteps: steps,
      alpha: fc.double({ min: 0, max: 1, noNaN: true }),
      warmupTarget: fc.option(rate),
      warmupSteps: fc.integer({ min: 0, max: 20 }),
    })
    .map(schedules.cosineDecay),
  cosineDecayRestarts: fc
    .record({ initialLearningRate: rate, firstDecaySteps: steps, tMul: fc.constantFrom(1, 1.5, 2) })
    .map(schedules.cosineDecayRestarts),
  exponentialDecay: fc
    .record({ initialLearningRate: rate, decaySteps: steps, decayRate: rate, staircase: fc.boolean() })
    .map(schedules.exponentialDecay),
  inverseTimeDecay: fc
    .record({ initialLearningRate: rate, decaySteps: steps, decayRate: rate, staircase: fc.boolean() })
    .map(schedules.inverseTimeDecay),
  oneCycle: fc
    .record({
      maxLearningRate: rate,
      totalSteps: fc.integer({ min: 10, max: 60 }),
      annealStrategy: fc.constantFrom<'cos' | 'linear'>('cos', 'linear'),
    })
    .map(schedules.oneCycle),
  piecewiseConstantDecay: fc
    .tuple(rate, rate, rate, steps)
    .map(([a, b, c, first]) =>
      schedules.piecewiseConstantDecay({ boundaries: [first, first + 7], values: [a, b, c] }),
    ),
  polynomialDecay: fc
    .record({
      initialLearningRate: rate,
      decaySteps: steps,
      power: fc.constantFrom(0.5, 1, 2),
      cycle: fc.boolean(),
    })
    .map(schedules.polynomialDecay),
};

describe('every schedule', () => {
  it.each(Object.keys(arbitraries))('%s is the same as a number and as a tensor', (name) => {
    fc.assert(
      fc.property(arbitraries[name]!, fc.integer({ min: 0, max: 100 }), (schedule, step) => {
        const before = tf.memory().numTensors;
        const input = tf.scalar(step);
        const tensor = schedule.tensor(input);
        const value = tensor.dataSync()[0]!;
        tf.dispose([input, tensor]);
        expect(tf.memory().numTensors).toBe(before);
        expect(value).toBeGreaterThanOrEqual(-1e-7);
        expect(Math.abs(value - schedule(step))).toBeLessThan(1e-6 + 1e-4 * value);
      }),
      { numRuns: 40 },
    );
  });

  it.each(Object.keys(arbitraries))('%s is made again by its config', (name) => {
    fc.assert(
      fc.property(arbitraries[name]!, fc.integer({ min: 0, max: 100 }), (schedule, step) => {
        const make = Object.entries(schedules).find(([factory]) => factory === name)![1] as (
          args: unknown,
        ) => LearningRateSchedule;
        expect(make(schedule.getConfig())(step)).toBe(schedule(step));
      }),
      { numRuns: 20 },
    );
  });
});

describe('the one-cycle policy', () => {
  // As torch.optim.lr_scheduler.OneCycleLR(max_lr=1, total_steps=11, pct_start=0.4): from 1/25 to 1 in
  // 0.4 · 11 − 1 = 3.4 steps, then down to 1/25/10000 at step 10.
  const schedule = schedules.oneCycle({ maxLearningRate: 1, totalSteps: 11, pctStart: 0.4 });
  const half = (from: number, to: number, fraction: number): number =>
    to + ((from - to) / 2) * (1 + Math.cos(Math.PI * fraction));

  it('rises along half a cosine and falls along another', () => {
    expect(schedule(0)).toBeCloseTo(0.04, 6);
    expect(schedule(2)).toBeCloseTo(half(0.04, 1, 2 / 3.4), 6);
    expect(schedule(5)).toBeCloseTo(half(1, 4e-6, 1.6 / 6.6), 6);
    expect(schedule(10)).toBeCloseTo(4e-6, 8);
    expect(schedule(50)).toBeCloseTo(4e-6, 8);
  });

  it('can go along straight lines', () => {
    const straight = schedules.oneCycle({
      maxLearningRate: 1,
      totalSteps: 21,
      pctStart: 11 / 21,
      divFactor: 10,
      finalDivFactor: 10,
      annealStrategy: 'linear',
    });
    // 0.1 → 1 in 10 steps, 1 → 0.01 in 10 steps.
    expect([0, 5, 10, 15, 20].map((step) => straight(step))).toEqual(
      [0.1, 0.55, 1, 0.505, 0.01].map((value) => expect.closeTo(value, 6)),
    );
  });
});

describe('schedules refuse', () => {
  it.each<[() => unknown, string]>([
    [
      () => schedules.exponentialDecay({ initialLearningRate: 0.1, decaySteps: 0, decayRate: 0.5 }),
      'exponentialDecay: decaySteps must be a positive number; received 0.',
    ],
    [
      () => schedules.inverseTimeDecay({ initialLearningRate: -1, decaySteps: 5, decayRate: 0.5 }),
      'inverseTimeDecay: initialLearningRate must be a number of at least 0; received -1.',
    ],
    [
      () => schedules.polynomialDecay({ initialLearningRate: Number.NaN, decaySteps: 5 }),
      'polynomialDecay: initialLearningRate must be a number of at least 0; received NaN.',
    ],
    [
      () => schedules.piecewiseConstantDecay({ boundaries: [1], values: [0.1] }),
      'piecewiseConstantDecay: one value more than boundaries is expected; received 1 boundaries and 1 values.',
    ],
    [
      () => schedules.piecewiseConstantDecay({ boundaries: [5, 3], values: [0.1, 0.2, 0.3] }),
      'piecewiseConstantDecay: boundaries must ascend; received [5, 3].',
    ],
    [
      () => schedules.cosineDecay({ initialLearningRate: 0.1, decaySteps: -5 }),
      'cosineDecay: decaySteps must be a positive number; received -5.',
    ],
    [
      () => schedules.cosineDecayRestarts({ initialLearningRate: 0.1, firstDecaySteps: 5, tMul: 0.5 }),
      'cosineDecayRestarts: tMul must be a number of at least 1; received 0.5.',
    ],
    [
      () => schedules.oneCycle({ maxLearningRate: 0.1, totalSteps: 4, pctStart: 0.1 }),
      'oneCycle: pctStart 0.1 of 4 steps leaves no step to rise. Use a share nearer to 0.3, or more steps.',
    ],
  ])('%s', (make, message) => {
    expect(make).toThrow(ArgumentError);
    expect(make).toThrow(message);
  });
});
