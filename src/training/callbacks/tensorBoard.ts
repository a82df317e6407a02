/** Writes what TensorBoard shows. Mirrors keras.callbacks.TensorBoard: scalars of epochs and batches, histograms. */
import path from 'node:path';
import type { LayersModel } from '@tensorflow/tfjs';
import type { Callback, Logs } from '../callback.js';
import type { CallbackState } from '../callbackState.js';
import { compiledIfAny } from '../compile/compiled.js';
import { requireWholeNumber } from '../requireWholeNumber.js';
import { EventFile } from './events/eventFile.js';

/** Arguments of `callbacks.tensorBoard`. */
export interface TensorBoardArgs {
  /** The folder; `train` and `validation` are made in it. Default `logs`. */
  logDir?: string;
  /** Epochs between histograms of the weights; 0 for none. Default 0. */
  histogramFreq?: number;
  /** `epoch`, `batch`, or a number of batches between two values of batches. Default `epoch`. */
  updateFreq?: 'epoch' | 'batch' | number;
}

/**
 * Writes event files: `epoch_loss` and every other metric of the epochs, with `updateFreq` also `batch_loss`, and
 * `epoch_learning_rate`. Look at them with `tensorboard --logdir logs`.
 * @example callbacks.tensorBoard({ logDir: 'logs/first' })
 */
export function tensorBoard(args: TensorBoardArgs = {}): TensorBoard {
  return new TensorBoard(args);
}

/** The callback that `callbacks.tensorBoard` makes. */
export class TensorBoard implements Callback {
  private readonly folder: string;
  private readonly histogramFreq: number;
  private readonly batchFreq: number;
  private readonly files = new Map<string, EventFile>();
  private model!: LayersModel;
  private batchesSeen = 0;

  constructor(args: TensorBoardArgs) {
    const { logDir = 'logs', histogramFreq = 0, updateFreq = 'epoch' } = args;
    requireWholeNumber('tensorBoard', 'histogramFreq', histogramFreq, 0);
    if (typeof updateFreq === 'number') requireWholeNumber('tensorBoard', 'updateFreq', updateFreq, 1);
    this.folder = path.resolve(logDir);
    this.histogramFreq = histogramFreq;
    this.batchFreq = updateFreq === 'epoch' ? 0 : updateFreq === 'batch' ? 1 : updateFreq;
  }

  setModel(model: LayersModel): void {
    this.model = model;
  }

  onTrainBegin(): void {
    this.files.clear();
    this.batchesSeen = 0;
  }

  getState(): CallbackState {
    return { values: { batchesSeen: this.batchesSeen } };
  }

  setState({ values }: CallbackState): void {
    this.batchesSeen = Number(values.batchesSeen);
  }

  onBatchEnd(_batch: number, logs: Logs = {}): void {
    if (this.batchFreq === 0) return;
    const step = this.batchesSeen++;
    if (this.batchesSeen % this.batchFreq !== 0) return;
    for (const [name, value] of Object.entries(logs)) this.file('train').scalar(`batch_${name}`, value, step);
  }

  onEpochEnd(epoch: number, logs: Logs = {}): void {
    for (const [name, value] of Object.entries(logs)) {
      const isValidation = name.startsWith('val_');
      const metric = isValidation ? name.slice('val_'.length) : name;
      this.file(isValidation ? 'validation' : 'train').scalar(`epoch_${metric}`, value, epoch);
    }
    const { learningRate } = (compiledIfAny(this.model)?.optimizer ?? {}) as { learningRate?: unknown };
    if (typeof learningRate === 'number' && !('learning_rate' in logs)) {
      this.file('train').scalar('epoch_learning_rate', learningRate, epoch);
    }
    if (this.histogramFreq > 0 && epoch % this.histogramFreq === 0) this.writeHistograms(epoch);
  }

  private writeHistograms(epoch: number): void {
    for (const layer of this.model.layers) {
      for (const weight of layer.weights) {
        const tag = `${layer.name}/${weight.originalName.split('/').at(-1)}`;
        this.file('train').histogram(tag, weight.read().dataSync(), epoch);
      }
    }
  }

  private file(name: 'train' | 'validation'): EventFile {
    const known = this.files.get(name);
    if (known !== undefined) return known;
    const made = new EventFile(path.join(this.folder, name));
    this.files.set(name, made);
    return made;
  }
}
