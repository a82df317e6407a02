/** Ends the training when it does not get better any more. Mirrors keras.callbacks.EarlyStopping. */
import type { LayersModel } from '@tensorflow/tfjs';
import { printLine } from '../../display/printLine.js';
import { warn } from '../../display/warn.js';
import type { Callback, Logs } from '../callback.js';
import type { CallbackState } from '../callbackState.js';
import { requireWholeNumber } from '../requireWholeNumber.js';
import { WeightSnapshot } from '../weightSnapshot.js';
import { Monitor, type MonitorArgs } from './monitor.js';

/** Arguments of `callbacks.earlyStopping`. */
export interface EarlyStoppingArgs extends MonitorArgs {
  /** What an improvement must exceed. Default 0. */
  minDelta?: number;
  /** Epochs without improvement after which the training ends; 0 and 1 both stop at the first. Default 0. */
  patience?: number;
  /** 1 prints what is done. Default 0. */
  verbose?: 0 | 1;
  /** A value that must be reached: improvements that stay above it do not reset the patience. Default none. */
  baseline?: number;
  /** Whether the weights of the best epoch come back at the end, whatever ended the training. Default false. */
  restoreBestWeights?: boolean;
  /** Epochs at the beginning that are not looked at. Default 0. */
  startFromEpoch?: number;
}

/**
 * Ends the training when the monitored value has not improved for `patience` epochs.
 * @throws {ArgumentError} for illegal arguments, and in the first epoch where it is unknown which way is better
 * @example callbacks.earlyStopping({ monitor: 'val_accuracy', patience: 3, restoreBestWeights: true })
 */
export function earlyStopping(args: EarlyStoppingArgs = {}): EarlyStopping {
  return new EarlyStopping(args);
}

/** The callback that `callbacks.earlyStopping` makes. */
export class EarlyStopping implements Callback {
  /** The epoch, counted from 0, after which it stopped; 0 if it did not. */
  stoppedEpoch = 0;
  /** The epoch, counted from 0, with the best value. */
  bestEpoch = 0;
  /** The best value so far; undefined before there was one. */
  best: number | undefined;
  /** Epochs since the last improvement. */
  wait = 0;
  private readonly monitor: Monitor;
  private readonly patience: number;
  private readonly startFromEpoch: number;
  private model!: LayersModel;
  private bestWeights: WeightSnapshot | undefined;

  constructor(private readonly args: EarlyStoppingArgs) {
    const { patience = 0, startFromEpoch = 0 } = args;
    requireWholeNumber('earlyStopping', 'patience', patience, 0);
    requireWholeNumber('earlyStopping', 'startFromEpoch', startFromEpoch, 0);
    this.monitor = new Monitor('earlyStopping', args, args.minDelta);
    this.patience = patience;
    this.startFromEpoch = startFromEpoch;
  }

  setModel(model: LayersModel): void {
    this.model = model;
  }

  onTrainBegin(): void {
    this.wait = 0;
    this.stoppedEpoch = 0;
    this.best = undefined;
    this.bestEpoch = 0;
    this.bestWeights = undefined;
  }

  getState(): CallbackState {
    const { best, bestEpoch, stoppedEpoch, wait } = this;
    const arrays = this.bestWeights?.arrays ?? [];
    return { values: { best, bestEpoch, stoppedEpoch, wait }, arrays };
  }

  setState({ values, arrays = [] }: CallbackState): void {
    this.best = values.best as number | undefined;
    this.bestEpoch = Number(values.bestEpoch);
    this.stoppedEpoch = Number(values.stoppedEpoch);
    this.wait = Number(values.wait);
    if (arrays.length > 0) this.bestWeights = WeightSnapshot.of(arrays);
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void {
    this.monitor.settle(this.model);
    const current = this.valueIn(logs);
    if (current === undefined || epoch < this.startFromEpoch) return;
    const { restoreBestWeights = false, baseline } = this.args;
    if (restoreBestWeights && this.bestWeights === undefined) {
      this.bestWeights = WeightSnapshot.take(this.model);
      this.bestEpoch = epoch;
    }
    this.wait++;
    if (this.monitor.isBetter(current, this.best)) {
      this.best = current;
      this.bestEpoch = epoch;
      if (restoreBestWeights) this.bestWeights = WeightSnapshot.take(this.model);
      if (baseline === undefined || this.monitor.isBetter(current, baseline)) this.wait = 0;
      return;
    }
    if (this.wait < this.patience || epoch === 0) return;
    this.stoppedEpoch = epoch;
    this.model.stopTraining = true;
  }

  onTrainEnd(): void {
    const { verbose = 0 } = this.args;
    if (this.stoppedEpoch > 0 && verbose > 0) printLine(`Epoch ${this.stoppedEpoch + 1}: early stopping`);
    if (this.bestWeights === undefined) return;
    if (verbose > 0) {
      printLine(`Restoring model weights from the end of the best epoch: ${this.bestEpoch + 1}.`);
    }
    this.bestWeights.restore(this.model);
    this.bestWeights = undefined;
  }

  private valueIn(logs: Logs): number | undefined {
    const value = logs[this.monitor.name];
    if (value === undefined) {
      warn(
        this,
        `Early stopping conditioned on metric \`${this.monitor.name}\` which is not available. Available metrics are: ${Object.keys(logs).join(',')}`,
      );
    }
    return value;
  }
}
