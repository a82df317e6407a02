/** A model's outputs, batch by batch. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Passes } from './batches/passes.js';
import { disposeBatch } from './batches/stepBatch.js';
import { breathe } from './breathe.js';
import { buildFor } from './buildFor.js';
import { requireFittingInputs } from './checks/inputs.js';
import { beginOutputs, outputsOf } from './step/outputs.js';

export interface PredictOptions {
  /** Stops after this many batches. Default: the whole data. */
  steps?: number;
  /** Ends the prediction after the current batch, with the signal's reason as its error. */
  signal?: AbortSignal;
}

/** Each output for all samples, in order: [samples, …]. The caller disposes the tensors. */
export async function predictModel(
  model: LayersModel,
  data: Passes,
  options: PredictOptions = {},
): Promise<Tensor[]> {
  const parts: Tensor[][] = [];
  beginOutputs(model);
  try {
    for await (const batch of data.pass(undefined)) {
      try {
        buildFor(model, batch);
        requireFittingInputs(model, batch, 'predict');
        parts.push(outputsOf(model, batch.x));
      } finally {
        disposeBatch(batch);
      }
      if (parts.length === options.steps) break;
      await breathe();
      options.signal?.throwIfAborted();
    }
    if (parts.length === 0) throw new ArgumentError('predict: the data is empty.');
    return parts[0]!.map((_, output) => tf.concat(parts.map((outputs) => outputs[output]!)));
  } finally {
    tf.dispose(parts);
  }
}
