/** What runs while a model trains. Mirrors keras.callbacks.Callback. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { CallbackState } from './callbackState.js';
import type { FitState } from './fitState.js';

/** Metric name → value, as Keras names them: `loss`, `accuracy`, `val_loss`, … */
export type Logs = Record<string, number>;

/** What `fit` tells every callback before it begins. */
export interface TrainingParameters {
  epochs: number;
  /** Batches an epoch; undefined where only the first epoch tells. */
  steps: number | undefined;
  /** Samples a batch; undefined where the data decides. */
  batchSize: number | undefined;
  verbose: Verbosity;
}

/** 0: silent. 1: a bar that moves. 2: one line an epoch. `auto`: 1. */
export type Verbosity = 0 | 1 | 2 | 'auto';

type Hook<First> = (first: First, logs?: Logs) => void | Promise<void>;

/** Every method is optional; `fit` waits for those that return a promise. What a callback adds to `logs` at an epoch's
 *  end, later callbacks and the history see. */
export interface Callback {
  setParams?(parameters: TrainingParameters): void;
  setModel?(model: LayersModel): void;
  /** Where the training stands, for callbacks that go on with an earlier one. */
  setFitState?(state: FitState): void;
  /** What `backupAndRestore` saves with the training, after every epoch. */
  getState?(): CallbackState;
  /** Gives back what `getState` gave, after `onTrainBegin` of all callbacks, where a training goes on. */
  setState?(state: CallbackState): void;
  onTrainBegin?(logs?: Logs): void | Promise<void>;
  onTrainEnd?(logs?: Logs): void | Promise<void>;
  onEpochBegin?: Hook<number>;
  /** `logs` holds the epoch's means, with validation. */
  onEpochEnd?: Hook<number>;
  /** After `onEpochEnd` of all callbacks, when the history has the epoch: for what saves the training. */
  onEpochRecorded?: Hook<number>;
  onBatchBegin?: Hook<number>;
  /** `logs` holds the means of the epoch so far. */
  onBatchEnd?: Hook<number>;
  /** Before validation data are measured. */
  onTestBegin?(logs?: Logs): void | Promise<void>;
  /** After it; `logs` holds what was measured, without `val_`. */
  onTestEnd?(logs?: Logs): void | Promise<void>;
}
