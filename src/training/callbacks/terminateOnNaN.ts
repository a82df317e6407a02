/** Ends the training when the loss is no number any more. Mirrors keras.callbacks.TerminateOnNaN. */
import type { LayersModel } from '@tensorflow/tfjs';
import { printLine } from '../../display/printLine.js';
import type { Callback, Logs } from '../callback.js';

/**
 * Ends the training after the batch whose loss is NaN or infinite.
 * @example callbacks.terminateOnNaN()
 */
export function terminateOnNaN(): TerminateOnNaN {
  return new TerminateOnNaN();
}

/** The callback that `callbacks.terminateOnNaN` makes. */
export class TerminateOnNaN implements Callback {
  private model!: LayersModel;

  setModel(model: LayersModel): void {
    this.model = model;
  }

  onBatchEnd(batch: number, logs: Logs = {}): void {
    if (logs.loss === undefined || Number.isFinite(logs.loss)) return;
    printLine(`Batch ${batch}: Invalid loss, terminating training`);
    this.model.stopTraining = true;
  }
}
