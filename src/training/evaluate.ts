/** Measuring and predicting, batch by batch. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import type { BatchSource } from '../data/batchSource.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { breathe } from './breathe.js';
import type { Logs } from './callback.js';
import type { Compiled } from './compiled.js';
import { RunningMeans } from './runningMeans.js';
import { samplesOf } from './samples.js';
import { testStep } from './step.js';

export interface EvaluateOptions {
  batchSize: number;
  /** Which samples, in which order; all if left out. */
  order?: Int32Array;
  /** Stops after the current batch. */
  signal?: AbortSignal;
  /** What the names of the results begin with. */
  prefix?: string;
}

/** The mean loss and metrics over the data. */
export async function evaluateModel(
  model: LayersModel,
  compiled: Compiled,
  data: BatchSource,
  options: EvaluateOptions,
): Promise<Logs> {
  const means = new RunningMeans(compiled);
  for await (const batch of data.batches({ batchSize: options.batchSize, order: options.order })) {
    try {
      means.add(testStep(model, compiled, batch), samplesOf(batch));
    } finally {
      tf.dispose([batch.x, batch.y]);
    }
    if (options.signal?.aborted === true) break;
    await breathe();
  }
  return means.logs(options.prefix);
}

/** The model's outputs for all samples, in order: [samples, …]. The caller disposes the tensor. */
export async function predictModel(
  model: LayersModel,
  data: BatchSource,
  batchSize: number,
): Promise<Tensor> {
  const outputs: Tensor[] = [];
  for await (const batch of data.batches({ batchSize })) {
    outputs.push(
      tf.tidy(() => {
        const output = model.apply(batch.x, { training: false });
        if (Array.isArray(output)) throw new ArgumentError('predict: a model with one output is expected.');
        return output as Tensor;
      }),
    );
    tf.dispose([batch.x, batch.y]);
    await breathe();
  }
  if (outputs.length === 0) throw new ArgumentError('predict: the data is empty.');
  const joined = tf.concat(outputs);
  tf.dispose(outputs);
  return joined;
}
