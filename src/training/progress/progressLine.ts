/** Keras's progress line, as keras.utils.Progbar writes it. */
import type { Logs } from '../callback.js';

const barWidth = 20;

export interface ProgressState {
  step: number;
  /** Undefined where only the first epoch tells. */
  steps: number | undefined;
  elapsedMs: number;
  logs: Logs;
}

/** `1563/1563 ━━━━━━━━━━━━━━━━━━━━ 45s 29ms/step - accuracy: 0.4466 - loss: 1.5172`; before the end, the time left. */
export function progressLine(state: ProgressState): string {
  const { step, steps, elapsedMs } = state;
  if (steps === undefined) {
    const each = elapsedMs / 1000 / Math.max(1, step);
    return `${String(step).padStart(7)}/Unknown ${duration(elapsedMs / 1000)} ${perStep(each)}/step${measurements(state.logs)}`;
  }
  const done = Math.min(barWidth, Math.floor((barWidth * step) / steps));
  const bar = '━'.repeat(done) + ' '.repeat(barWidth - done);
  const secondsEach = elapsedMs / 1000 / Math.max(1, step);
  const seconds = step < steps ? secondsEach * (steps - step) : elapsedMs / 1000;
  const count = `${String(step).padStart(String(steps).length)}/${steps}`;
  return `${count} ${bar} ${duration(seconds)} ${perStep(secondsEach)}/step${measurements(state.logs)}`;
}

/** `1563/1563 - 45s - 29ms/step - accuracy: 0.4466 - loss: 1.5172`: one line an epoch, for logs. */
export function epochLine(state: ProgressState): string {
  const seconds = state.elapsedMs / 1000;
  return `${state.step}/${state.steps ?? state.step} - ${duration(seconds)} - ${perStep(seconds / Math.max(1, state.step))}/step${measurements(state.logs)}`;
}

function measurements(logs: Logs): string {
  return Object.entries(logs)
    .map(([name, value]) => ` - ${name}: ${Math.abs(value) > 1e-3 ? value.toFixed(4) : exponential(value)}`)
    .join('');
}

/** As Python's `%.4e`: at least two digits in the exponent. */
function exponential(value: number): string {
  return value.toExponential(4).replace(/e([+-])(\d)$/, 'e$10$2');
}

function duration(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole > 3600)
    return `${Math.floor(whole / 3600)}:${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`;
  if (whole > 60) return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
  return `${whole}s`;
}

function perStep(seconds: number): string {
  if (seconds >= 1) return `${seconds.toFixed(0)}s`;
  if (seconds >= 1e-3) return `${(seconds * 1e3).toFixed(0)}ms`;
  return `${(seconds * 1e6).toFixed(0)}us`;
}
