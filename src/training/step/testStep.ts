import type { LayersModel } from '@tensorflow/tfjs';
import { inPass, tf } from '../../engine/index.js';
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
    const losses = inPass('loss', () => stepLosses(model, compiled, batch, outputs));
    const values = outputs.map(({ output }) => output);
    const result = inPass('metrics', () => measurements(compiled, batch, losses, values));
    lengths = result.lengths;
    return result.numbers;
  });
  return { numbers, lengths };
}
