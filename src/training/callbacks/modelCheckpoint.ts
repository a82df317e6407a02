/** Saves the model, or its weights, as it trains. Mirrors keras.callbacks.ModelCheckpoint. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import { printLine } from '../../display/printLine.js';
import { warn } from '../../display/warn.js';
import { ArgumentError } from '../../errors.js';
import { saveModel } from '../../weights/saveModel.js';
import { saveWeights } from '../../weights/saveWeights.js';
import type { Callback, Logs } from '../callback.js';
import type { CallbackState } from '../callbackState.js';
import { requireWholeNumber } from '../requireWholeNumber.js';
import { pythonFormat } from '../text/pythonFormat.js';
import { Monitor, type MonitorArgs } from './monitor.js';

/** Writes a model, or its weights, to a file. */
export type SaveModel = (model: LayersModel, file: string) => Promise<void>;

/** Arguments of `callbacks.modelCheckpoint`. */
export interface ModelCheckpointArgs extends MonitorArgs {
  /**
   * The file, with `{epoch:02d}`, `{val_loss:.2f}` and other names of the logs filled in; folders are made. It ends in
   * `.keras` or `.h5`, with `saveWeightsOnly` in `.weights.h5`.
   */
  filepath: string;
  /** 1 prints what is done. Default 0. */
  verbose?: 0 | 1;
  /** Whether only improvements are saved. Default false. */
  saveBestOnly?: boolean;
  /** Whether the weights alone are saved. Default false. */
  saveWeightsOnly?: boolean;
  /** `epoch`, or a number of batches after which it is saved. Default `epoch`. */
  saveFreq?: 'epoch' | number;
  /** What the first value must beat. Default none. */
  initialValueThreshold?: number;
  /** Writes the file. Default: as `model.save` and `model.saveWeights` do. */
  save?: SaveModel;
}

/**
 * Saves after every epoch, or after so many batches.
 * @throws {ArgumentError} for a file of another kind, and while training for a name in it that the logs lack
 * @example
 * callbacks.modelCheckpoint({
 *   filepath: 'checkpoints/{epoch:02d}-{val_loss:.2f}.keras',
 *   saveBestOnly: true,
 * });
 */
export function modelCheckpoint(args: ModelCheckpointArgs): ModelCheckpoint {
  return new ModelCheckpoint(args);
}

/** The callback that `callbacks.modelCheckpoint` makes. */
export class ModelCheckpoint implements Callback {
  /** The best value so far. */
  best: number | undefined;
  private readonly monitor: Monitor;
  private model!: LayersModel;
  private epoch = 0;
  private batchesSinceSaving = 0;
  private lastBatch = -1;

  constructor(private readonly args: ModelCheckpointArgs) {
    const { filepath, saveFreq = 'epoch', saveWeightsOnly = false } = args;
    requireFile(filepath, saveWeightsOnly);
    if (saveFreq !== 'epoch') requireWholeNumber('modelCheckpoint', 'saveFreq', saveFreq, 1);
    this.monitor = new Monitor('modelCheckpoint', args);
    this.best = args.initialValueThreshold;
  }

  setModel(model: LayersModel): void {
    this.model = model;
  }

  getState(): CallbackState {
    const { best, batchesSinceSaving, lastBatch } = this;
    return { values: { best, batchesSinceSaving, lastBatch } };
  }

  setState({ values }: CallbackState): void {
    this.best = values.best as number | undefined;
    this.batchesSinceSaving = Number(values.batchesSinceSaving);
    this.lastBatch = Number(values.lastBatch);
  }

  onEpochBegin(epoch: number): void {
    this.epoch = epoch;
  }

  async onBatchEnd(batch: number, logs: Logs = {}): Promise<void> {
    const { saveFreq = 'epoch' } = this.args;
    if (saveFreq === 'epoch') return;
    this.batchesSinceSaving += batch <= this.lastBatch ? batch + 1 : batch - this.lastBatch;
    this.lastBatch = batch;
    if (this.batchesSinceSaving < saveFreq) return;
    this.batchesSinceSaving = 0;
    await this.saveIfDue(this.epoch, { batch: batch + 1, ...logs });
  }

  async onEpochEnd(epoch: number, logs: Logs = {}): Promise<void> {
    if (this.args.saveBestOnly === true) this.monitor.settle(this.model);
    if ((this.args.saveFreq ?? 'epoch') === 'epoch') await this.saveIfDue(epoch, logs);
  }

  private async saveIfDue(epoch: number, logs: Logs): Promise<void> {
    const file = pythonFormat(this.args.filepath, { epoch: epoch + 1, ...logs });
    if (!this.isDue(epoch, logs, file)) return;
    await mkdir(path.dirname(file), { recursive: true });
    const { saveWeightsOnly = false } = this.args;
    const save = this.args.save ?? (saveWeightsOnly ? saveWeights : saveModel);
    await save(this.model, file);
    this.say(`Epoch ${epoch + 1}: finished saving model to ${file}`);
  }

  private isDue(epoch: number, logs: Logs, file: string): boolean {
    if (this.args.saveBestOnly !== true) {
      this.say(`Epoch ${epoch + 1}: saving model to ${file}`);
      return true;
    }
    const { name } = this.monitor;
    const current = logs[name];
    if (current === undefined) {
      warn(this, `Can save best model only with ${name} available.`);
      return true;
    }
    this.monitor.settle(this.model);
    const before = this.best === undefined ? 'None' : this.best.toFixed(5);
    if (!this.monitor.isBetter(current, this.best)) {
      this.say(`Epoch ${epoch + 1}: ${name} did not improve from ${before}`);
      return false;
    }
    this.say(
      `Epoch ${epoch + 1}: ${name} improved from ${before} to ${current.toFixed(5)}, saving model to ${file}`,
    );
    this.best = current;
    return true;
  }

  private say(text: string): void {
    if (this.args.verbose === 1) printLine(text);
  }
}

function requireFile(filepath: string, saveWeightsOnly: boolean): void {
  if (saveWeightsOnly && !filepath.endsWith('.weights.h5')) {
    throw new ArgumentError(
      `modelCheckpoint: with saveWeightsOnly the filepath must end in .weights.h5 (Keras's weights); received ${filepath}.`,
    );
  }
  if (saveWeightsOnly || /\.(keras|h5)$/.test(filepath)) return;
  throw new ArgumentError(
    `modelCheckpoint: the filepath must end in .keras (Keras's model) or .h5; received ${filepath}.`,
  );
}
