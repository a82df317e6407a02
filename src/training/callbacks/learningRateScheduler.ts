/** Sets the learning rate of every epoch. Mirrors keras.callbacks.LearningRateScheduler. */
import type { LayersModel } from '@tensorflow/tfjs';
import { printLine } from '../../display/printLine.js';
import { ArgumentError } from '../../errors.js';
import type { Callback, Logs } from '../callback.js';
import { pythonFloat } from '../text/pythonFloat.js';
import { float32Rate, optimizerWithRate } from './learningRateOf.js';

/** From the epoch (counted from 0) and the rate so far to the epoch's rate. */
export type EpochSchedule = (epoch: number, learningRate: number) => number;

/**
 * Asks a function for the rate at the start of every epoch, and logs it as `learning_rate`.
 * @throws {ArgumentError} while training, if the function gives no number
 * @example callbacks.learningRateScheduler((epoch, rate) => (epoch < 3 ? rate : rate * Math.exp(-0.1)))
 */
export function learningRateScheduler(
  schedule: EpochSchedule,
  args: { verbose?: 0 | 1 } = {},
): LearningRateScheduler {
  return new LearningRateScheduler(schedule, args.verbose ?? 0);
}

/** The callback that `callbacks.learningRateScheduler` makes. */
export class LearningRateScheduler implements Callback {
  private model!: LayersModel;

  constructor(
    private readonly schedule: EpochSchedule,
    private readonly verbose: 0 | 1,
  ) {}

  setModel(model: LayersModel): void {
    this.model = model;
  }

  onEpochBegin(epoch: number): void {
    const optimizer = optimizerWithRate(this.model, 'learningRateScheduler');
    const rate: unknown = this.schedule(epoch, float32Rate(optimizer));
    if (typeof rate !== 'number' || Number.isNaN(rate)) {
      throw new ArgumentError(
        `learningRateScheduler: the schedule must give a number for epoch ${epoch}; it gave ${String(rate)}.`,
      );
    }
    optimizer.learningRate = rate;
    if (this.verbose === 0) return;
    printLine(`Epoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${pythonFloat(rate)}.`);
  }

  onEpochEnd(_epoch: number, logs: Logs = {}): void {
    logs.learning_rate = float32Rate(optimizerWithRate(this.model, 'learningRateScheduler'));
  }
}
