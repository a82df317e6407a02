/** All that a step measures, in one tensor. */
import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import type { StepResult } from './executor.js';
import { type StepLosses, sampleWeightOf } from './losses.js';

/** Called inside `tf.tidy`; a pure function of the tensors. */
export function measurements(
  compiled: Compiled,
  batch: StepBatch,
  losses: StepLosses,
  outputs: readonly Tensor[],
): StepResult {
  const parts: Tensor[] = [losses.total];
  if (losses.each.length > 1) parts.push(...losses.each);
  for (const [index, plan] of compiled.outputs.entries()) {
    const [y, output] = [batch.y[index]!, outputs[index]!];
    for (const metric of plan.metrics) parts.push(metric.sums(y, output));
  }
  for (const [index, plan] of compiled.outputs.entries()) {
    const [y, output] = [batch.y[index]!, outputs[index]!];
    for (const metric of plan.weightedMetrics) {
      parts.push(metric.sums(y, output, sampleWeightOf(batch, index)));
    }
  }
  const flat = parts.map((part) => tf.reshape(part, [part.size]));
  return {
    numbers: (flat.length === 1 ? tf.clone(flat[0]!) : tf.concat(flat)) as Tensor1D,
    lengths: parts.map((part) => part.size),
  };
}
