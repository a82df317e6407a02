/** The loss of a batch and its gradients with respect to all that learns. */
import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs';
import { inPass, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import { forward } from '../graph/forward.js';
import { type StepLosses, stepLosses } from './losses.js';

export interface LossAndGradients {
  losses: StepLosses;
  /** The model's outputs for the batch, in order. */
  outputs: Tensor[];
  /** The name of a weight's variable → its gradient. */
  gradients: Record<string, Tensor>;
}

/** The caller disposes every tensor in the result. */
export function lossAndGradients(
  model: LayersModel,
  compiled: Compiled,
  batch: StepBatch,
  lossOf: (outputs: ReturnType<typeof forward>) => StepLosses = (outputs) =>
    stepLosses(model, compiled, batch, outputs),
): LossAndGradients {
  const variables = compiled.settledTrainability.variables;
  if (variables.length === 0) {
    throw new ArgumentError(
      'fit: the model has no trainable weights. Add a layer with weights, or unfreeze one.',
    );
  }
  const kept: Tensor[] = [];
  let outputs: Tensor[] = [];
  let each: Scalar[] = [];
  try {
    const { value, grads } = tf.variableGrads(() => {
      const results = forward(model, [...batch.x], true);
      const losses = inPass('loss', () => lossOf(results));
      outputs = results.map(({ output }) => keep(output, kept));
      each = losses.each.map((one) => keep(tf.clone(one), kept));
      return losses.total;
    }, [...variables]);
    return { losses: { total: value, each }, outputs, gradients: grads };
  } catch (error) {
    tf.dispose(kept);
    throw error;
  }
}

function keep<T extends Tensor>(tensor: T, kept: Tensor[]): T {
  kept.push(tensor);
  return tf.keep(tensor);
}
