import type { LayersModel } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import { forward } from '../graph/forward.js';
import type { StepResult } from './executor.js';
import { stepLosses } from './losses.js';
import { measurements } from './measurements.js';

/** Measures one batch without learning from it; the batch stays the caller's to dispose. */
export function testStep(model: LayersModel, compiled: Compiled, batch: StepBatch): StepResult {
  let lengths: readonly number[] = [];
  const numbers = tf.tidy(() => {
    const outputs = forward(model, [...batch.x], false);
    const losses = stepLosses(model, compiled, batch, outputs);
    const result = measurements(
      compiled,
      batch,
      losses,
      outputs.map(({ output }) => output),
    );
    lengths = result.lengths;
    return result.numbers;
  });
  return { numbers, lengths };
}
