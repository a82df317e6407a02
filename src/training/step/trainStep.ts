/** One batch: forward, backward and an optimizer's step. Nothing is read back, so that it can be recorded as a graph. */
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { inPass, tf } from '../../engine/index.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import { withTrainability } from '../graph/trainability.js';
import type { StepResult } from './executor.js';
import { learn } from './learn.js';
import { lossAndGradients } from './lossAndGradients.js';
import { measurements } from './measurements.js';

/** Trains on one batch, which stays the caller's to dispose. */
export function trainStep(model: LayersModel, compiled: Compiled, batch: StepBatch): StepResult {
  return withTrainability(compiled.settledTrainability, () => {
    const { losses, outputs, gradients } = lossAndGradients(model, compiled, batch);
    try {
      learn(model, compiled, gradients);
      return measured(compiled, batch, losses, outputs);
    } finally {
      tf.dispose([losses.total, ...losses.each, ...outputs, ...Object.values(gradients)]);
    }
  });
}

function measured(
  compiled: Compiled,
  batch: StepBatch,
  losses: Parameters<typeof measurements>[2],
  outputs: readonly Tensor[],
): StepResult {
  let lengths: readonly number[] = [];
  const numbers = tf.tidy(() => {
    const result = inPass('metrics', () => measurements(compiled, batch, losses, outputs));
    lengths = result.lengths;
    return result.numbers;
  });
  return { numbers, lengths };
}
