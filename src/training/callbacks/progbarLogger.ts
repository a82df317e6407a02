/** The line that moves while a model trains. Mirrors keras.callbacks.ProgbarLogger. */
import type { Callback, Logs, TrainingParameters } from '../callback.js';
import { epochLine, progressLine } from '../progress/progressLine.js';
import { type ProgressText, progressText } from '../progress/progressText.js';

/** At most four times a second: the eye sees no more, and the training waits for none of it. */
const intervalMs = 250;

/**
 * Shows how the training goes, in Keras's words, as `fit`'s `verbose` says. `fit` adds one behind all other callbacks by
 * itself; one that is given stands where it is given: before a checkpoint, its line comes before what the checkpoint says.
 * @example
 * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * await model.fit([[[1], [2]], [[2], [4]]], { callbacks: [callbacks.progbarLogger()], verbose: 2 });
 */
export function progbarLogger(): ProgbarLogger {
  return new ProgbarLogger();
}

/** The callback that `callbacks.progbarLogger` makes. */
export class ProgbarLogger implements Callback {
  private parameters!: TrainingParameters;
  private text!: ProgressText;
  private startMs = 0;
  private shownMs = 0;
  private step = 0;

  setParams(parameters: TrainingParameters): void {
    this.parameters = parameters;
    this.text = progressText();
  }

  onEpochBegin(epoch: number): void {
    if (this.parameters.verbose === 0) return;
    if (this.parameters.epochs > 1) this.text.line(`Epoch ${epoch + 1}/${this.parameters.epochs}`);
    this.startMs = performance.now();
    this.shownMs = 0;
    this.step = 0;
  }

  onBatchEnd(batch: number, logs: Logs = {}): void {
    this.step = batch + 1;
    if (!this.text.moves || this.parameters.verbose === 2 || this.parameters.verbose === 0) return;
    const nowMs = performance.now();
    if (nowMs - this.shownMs < intervalMs) return;
    this.shownMs = nowMs;
    this.text.provisional(progressLine(this.state(logs)));
  }

  onEpochEnd(_epoch: number, logs: Logs = {}): void {
    if (this.parameters.verbose === 0) return;
    const state = this.state(logs);
    state.steps ??= this.step;
    this.text.line(this.parameters.verbose === 2 ? epochLine(state) : progressLine(state));
  }

  private state(logs: Logs) {
    return {
      step: this.step,
      steps: this.parameters.steps,
      elapsedMs: performance.now() - this.startMs,
      logs,
    };
  }
}
