import type { Logs, TrainingParameters } from './callback.js';

/** What `fit` returns: the metrics of every epoch. Mirrors keras.callbacks.History. */
export class History {
  /** The epochs that ran, counted from 0. */
  readonly epoch: number[] = [];
  /** Metric name → one value an epoch, as in `history.val_accuracy`. */
  readonly history: Record<string, number[]> = {};

  constructor(
    /** What the training was asked to do. */
    readonly params: TrainingParameters,
  ) {}

  /** Appends an epoch. */
  add(epoch: number, logs: Logs): void {
    this.epoch.push(epoch);
    for (const [name, value] of Object.entries(logs)) {
      const values = this.history[name] ?? [];
      values.push(value);
      this.history[name] = values;
    }
  }
}
