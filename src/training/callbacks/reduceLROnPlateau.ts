/** Lowers the learning rate when the training does not get better any more. Mirrors keras.callbacks.ReduceLROnPlateau. */
import type { LayersModel } from '@tensorflow/tfjs';
import { printLine } from '../../display/printLine.js';
import { warn } from '../../display/warn.js';
import { ArgumentError } from '../../errors.js';
import type { Callback, Logs } from '../callback.js';
import type { CallbackState } from '../callbackState.js';
import { requireWholeNumber } from '../requireWholeNumber.js';
import { pythonFloat } from '../text/pythonFloat.js';
import { float32Rate, optimizerWithRate } from './learningRateOf.js';
import { Monitor, type MonitorArgs } from './monitor.js';

/** Arguments of `callbacks.reduceLROnPlateau`. */
export interface ReduceLROnPlateauArgs extends MonitorArgs {
  /** What the rate is multiplied by, below 1. Default 0.1. */
  factor?: number;
  /** Epochs without improvement after which it is lowered; 0 is as 1. Default 10. */
  patience?: number;
  /** 1 prints what is done. Default 0. */
  verbose?: 0 | 1;
  /** What an improvement must exceed. Default 0.0001. */
  minDelta?: number;
  /** Epochs after a reduction in which nothing is counted. Default 0. */
  cooldown?: number;
  /** The lowest rate. Default 0. */
  minLR?: number;
}

/**
 * Multiplies the learning rate by `factor` when the monitored value has not improved for `patience` epochs, and logs the
 * rate of every epoch as `learning_rate`.
 * @throws {ArgumentError} for illegal arguments
 * @example callbacks.reduceLROnPlateau({ factor: 0.5, patience: 2, minLR: 1e-5 })
 */
export function reduceLROnPlateau(args: ReduceLROnPlateauArgs = {}): ReduceLROnPlateau {
  return new ReduceLROnPlateau(args);
}

/** The callback that `callbacks.reduceLROnPlateau` makes. */
export class ReduceLROnPlateau implements Callback {
  private readonly monitor: Monitor;
  private readonly factor: number;
  private readonly patience: number;
  private readonly cooldown: number;
  private readonly minLR: number;
  private model!: LayersModel;
  /** The best value so far; undefined before there was one. */
  best: number | undefined;
  /** Epochs since the last improvement. */
  wait = 0;
  private cooldownLeft = 0;

  constructor(private readonly args: ReduceLROnPlateauArgs) {
    const { factor = 0.1, patience = 10, cooldown = 0, minLR = 0, minDelta = 1e-4 } = args;
    if (!(factor > 0 && factor < 1)) {
      throw new ArgumentError(`reduceLROnPlateau: factor must be between 0 and 1; received ${factor}.`);
    }
    requireWholeNumber('reduceLROnPlateau', 'patience', patience, 0);
    requireWholeNumber('reduceLROnPlateau', 'cooldown', cooldown, 0);
    this.monitor = new Monitor('reduceLROnPlateau', args, minDelta);
    this.factor = factor;
    this.patience = patience;
    this.cooldown = cooldown;
    this.minLR = minLR;
  }

  setModel(model: LayersModel): void {
    this.model = model;
  }

  onTrainBegin(): void {
    this.best = undefined;
    this.wait = 0;
    this.cooldownLeft = 0;
  }

  getState(): CallbackState {
    const { best, wait, cooldownLeft } = this;
    return { values: { best, wait, cooldownLeft } };
  }

  setState({ values }: CallbackState): void {
    this.best = values.best as number | undefined;
    this.wait = Number(values.wait);
    this.cooldownLeft = Number(values.cooldownLeft);
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void {
    this.monitor.settle(this.model);
    // The rate that was used in the epoch, before it is lowered.
    logs.learning_rate = float32Rate(optimizerWithRate(this.model, 'reduceLROnPlateau'));
    const current = logs[this.monitor.name];
    if (current === undefined) {
      warn(
        this,
        `Learning rate reduction is conditioned on metric \`${this.monitor.name}\` which is not available. Available metrics are: ${Object.keys(logs).join(',')}.`,
      );
      return;
    }
    if (this.cooldownLeft > 0) {
      this.cooldownLeft--;
      this.wait = 0;
    }
    if (this.monitor.isBetter(current, this.best)) {
      this.best = current;
      this.wait = 0;
      return;
    }
    if (this.cooldownLeft > 0) return;
    this.wait++;
    if (this.wait >= this.patience) this.reduce(epoch);
  }

  private reduce(epoch: number): void {
    const optimizer = optimizerWithRate(this.model, 'reduceLROnPlateau');
    const before = float32Rate(optimizer);
    if (before <= Math.fround(this.minLR)) return;
    const rate = Math.max(before * this.factor, this.minLR);
    optimizer.learningRate = rate;
    if (this.args.verbose === 1) {
      printLine(`Epoch ${epoch + 1}: ReduceLROnPlateau reducing learning rate to ${pythonFloat(rate)}.`);
    }
    this.cooldownLeft = this.cooldown;
    this.wait = 0;
  }
}
