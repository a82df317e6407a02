import type { Logs, TrainingParameters } from './callback.js';

/**
 * What `fit` returns: the metrics of every epoch. Mirrors keras.callbacks.History.
 * @example
 * const model = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * const { epoch, history } = await model.fit([[[1], [2]], [[2], [4]]], { epochs: 2, verbose: 0 });
 * epoch; // [0, 1]
 * history.loss.length; // 2
 */
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
