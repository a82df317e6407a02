/** One batch: forward, and for training backward and an optimizer's step. */
import type { LayersModel, NamedTensorMap, Scalar, Tensor, Variable } from '@tensorflow/tfjs';
import type { Batch } from '../data/batchSource.js';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Compiled } from './compiled.js';

/** What one step measured. */
export type StepValues = {
  /** The batch's mean loss. */
  loss: number;
  /** Every metric's sums over the batch, in the order of the compiled metrics. */
  sums: Float32Array[];
};

/** Trains on one batch; the batch stays the caller's to dispose. */
export function trainStep(model: LayersModel, compiled: Compiled, batch: Batch): StepValues {
  const y = onlyTensor(batch.y);
  let prediction: Tensor | undefined;
  const forward = (): Scalar => {
    const output = model.apply(batch.x, { training: true }) as Tensor;
    prediction = tf.keep(output);
    return lossOf(model, compiled, y, output);
  };
  const { value, grads } = tf.variableGrads(forward, trainableVariables(model));
  compiled.optimizer.applyGradients(grads as NamedTensorMap);
  tf.dispose(grads);
  const values = read(compiled, value, y, prediction!);
  tf.dispose([value, prediction!]);
  return values;
}

/** Measures one batch without learning from it. */
export function testStep(model: LayersModel, compiled: Compiled, batch: Batch): StepValues {
  return tf.tidy(() => {
    const y = onlyTensor(batch.y);
    const output = model.apply(batch.x, { training: false }) as Tensor;
    return read(compiled, lossOf(model, compiled, y, output), y, output);
  });
}

function lossOf(model: LayersModel, compiled: Compiled, y: Tensor, output: Tensor): Scalar {
  const loss = tf.mean(compiled.loss.perSample(y, output));
  const penalties = model.calculateLosses();
  return penalties.reduce<Tensor>((sum, penalty) => tf.add(sum, penalty), loss) as Scalar;
}

/** All numbers in one transfer. */
function read(compiled: Compiled, loss: Tensor, y: Tensor, output: Tensor): StepValues {
  return tf.tidy(() => {
    const vectors = compiled.metrics.map((metric) => metric.sums(y, output));
    const numbers = tf.concat([tf.reshape(loss, [1]), ...vectors]).dataSync() as Float32Array;
    const sums: Float32Array[] = [];
    let start = 1;
    for (const { size } of vectors) {
      sums.push(numbers.subarray(start, start + size));
      start += size;
    }
    return { loss: numbers[0]!, sums };
  });
}

function trainableVariables(model: LayersModel): Variable[] {
  // A LayerVariable's read() returns the tf.Variable itself, typed as its base class.
  const variables = model.trainableWeights.map((weight) => weight.read() as Variable);
  if (variables.length > 0) return variables;
  throw new ArgumentError(
    'fit: the model has no trainable weights. Add a layer with weights, or unfreeze one.',
  );
}

function onlyTensor(tensors: Tensor | Tensor[]): Tensor {
  return Array.isArray(tensors) ? tensors[0]! : tensors;
}
