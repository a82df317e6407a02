/** Measuring, batch by batch. */
import type { LayersModel } from '@tensorflow/tfjs';
import type { Passes } from './batches/passes.js';
import { disposeBatch, samplesOf } from './batches/stepBatch.js';
import { breathe } from './breathe.js';
import type { Logs } from './callback.js';
import { checkFirstBatch } from './checks/firstBatch.js';
import type { Compiled } from './compile/compiled.js';
import { RunningMeans } from './runningMeans.js';
import type { Compilation } from './step/compilation.js';

export interface EvaluateOptions {
  /** Who asks, for errors. */
  purpose: string;
  /** Stops after this many batches. Default: the whole data. */
  steps?: number;
  /** Ends the measuring after the current batch, with the signal's reason as its error. */
  signal?: AbortSignal;
  /** Whether the steps become graphs. */
  compilation?: Compilation;
  /** What the names of the results begin with. */
  prefix?: string;
}

/** The mean loss and metrics over the data. */
export async function evaluateModel(
  model: LayersModel,
  compiled: Compiled,
  data: Passes,
  options: EvaluateOptions,
): Promise<Logs> {
  const means = new RunningMeans(compiled);
  const executor = compiled.executor(options.compilation);
  executor.begin();
  let step = 0;
  for await (const batch of data.pass(undefined)) {
    try {
      if (step === 0) checkFirstBatch(model, compiled, batch, options.purpose);
      means.add(executor.test(model, compiled, batch), samplesOf(batch));
    } finally {
      disposeBatch(batch);
    }
    step++;
    if (step === options.steps) break;
    await breathe();
    options.signal?.throwIfAborted();
  }
  return means.logs(options.prefix);
}
