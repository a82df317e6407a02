/** What runs while a model trains. Mirrors keras.callbacks.Callback. */
import type { LayersModel } from '@tensorflow/tfjs';

/** Metric name → value, as Keras names them: `loss`, `accuracy`, `val_loss`, … */
export type Logs = Record<string, number>;

/** What `fit` tells every callback before it begins. */
export interface TrainingParameters {
  epochs: number;
  /** Batches an epoch. */
  steps: number;
  batchSize: number;
  verbose: Verbosity;
}

/** 0: silent. 1: a bar that moves. 2: one line an epoch. `auto`: 1. */
export type Verbosity = 0 | 1 | 2 | 'auto';

/** Every method is optional; `fit` waits for those that return a promise. */
export interface Callback {
  setParams?(parameters: TrainingParameters): void;
  setModel?(model: LayersModel): void;
  onTrainBegin?(logs?: Logs): void | Promise<void>;
  onTrainEnd?(logs?: Logs): void | Promise<void>;
  onEpochBegin?(epoch: number, logs?: Logs): void | Promise<void>;
  /** `logs` holds the epoch's means, with validation. */
  onEpochEnd?(epoch: number, logs?: Logs): void | Promise<void>;
  onBatchBegin?(batch: number, logs?: Logs): void | Promise<void>;
  /** `logs` holds the means of the epoch so far. */
  onBatchEnd?(batch: number, logs?: Logs): void | Promise<void>;
}

type Hook = Exclude<keyof Callback, 'setParams' | 'setModel'>;

/** Calls every callback in turn; hooks that none of them has cost nothing. */
export class CallbackList {
  constructor(
    private readonly callbacks: readonly Callback[],
    parameters: TrainingParameters,
    model: LayersModel,
  ) {
    for (const callback of callbacks) {
      callback.setParams?.(parameters);
      callback.setModel?.(model);
    }
  }

  /** Whether any callback has this hook. */
  has(hook: Hook): boolean {
    return this.callbacks.some((callback) => callback[hook] !== undefined);
  }

  async trainBegin(): Promise<void> {
    for (const callback of this.callbacks) await callback.onTrainBegin?.();
  }

  async trainEnd(logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onTrainEnd?.(logs);
  }

  async epochBegin(epoch: number): Promise<void> {
    for (const callback of this.callbacks) await callback.onEpochBegin?.(epoch);
  }

  async epochEnd(epoch: number, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onEpochEnd?.(epoch, logs);
  }

  async batchBegin(batch: number): Promise<void> {
    for (const callback of this.callbacks) await callback.onBatchBegin?.(batch);
  }

  async batchEnd(batch: number, logs: Logs): Promise<void> {
    for (const callback of this.callbacks) await callback.onBatchEnd?.(batch, logs);
  }
}
