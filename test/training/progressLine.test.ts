import { describe, expect, it } from 'vitest';
import { epochLine, progressLine } from '../../src/training/progress/progressLine.js';

describe('the progress line', () => {
  it('is Keras’s at the end of an epoch', () => {
    const logs = { accuracy: 0.44658, loss: 1.51724, val_accuracy: 0.56, val_loss: 1.2345 };
    expect(progressLine({ step: 1563, steps: 1563, elapsedMs: 45_400, logs })).toBe(
      '1563/1563 ━━━━━━━━━━━━━━━━━━━━ 45s 29ms/step - accuracy: 0.4466 - loss: 1.5172 - val_accuracy: 0.5600 - val_loss: 1.2345',
    );
  });

  it('shows the time left before the end', () => {
    // 500 of 1,000 steps took 20 s: 40 ms each, 20 s left, half of the bar.
    expect(progressLine({ step: 500, steps: 1000, elapsedMs: 20_000, logs: { loss: 1 } })).toBe(
      ' 500/1000 ━━━━━━━━━━           20s 40ms/step - loss: 1.0000',
    );
  });

  it.each([
    [3_725_000, 1, '1:02:05 3725s/step'],
    [125_000, 1, '2:05 125s/step'],
    [60_000, 1000, '60s 60ms/step'],
    [1_000, 2_000, '1s 500us/step'],
  ])('writes %d ms over %d steps as %s', (elapsedMs, step, expected) => {
    expect(progressLine({ step, steps: step, elapsedMs, logs: {} })).toContain(` ${expected}`);
  });

  it('writes small numbers as Python’s %.4e', () => {
    const logs = { loss: 0.00012345, tiny: 1e-12, zero: 0, negative: -0.5 };
    expect(epochLine({ step: 3, steps: 3, elapsedMs: 2_000, logs })).toBe(
      '3/3 - 2s - 667ms/step - loss: 1.2345e-04 - tiny: 1.0000e-12 - zero: 0.0000e+00 - negative: -0.5000',
    );
  });

  it('counts on where the number of steps is not known', () => {
    // Python's "%7d/Unknown", as keras.utils.Progbar: 3 steps in 6 s.
    expect(progressLine({ step: 3, steps: undefined, elapsedMs: 6000, logs: { loss: 2 } })).toBe(
      '      3/Unknown 6s 2s/step - loss: 2.0000',
    );
    expect(epochLine({ step: 3, steps: undefined, elapsedMs: 6000, logs: {} })).toBe('3/3 - 6s - 2s/step');
  });
});
