/** From outputs and targets to the loss. */
import type { LayersModel, Scalar, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { StepBatch } from '../batches/stepBatch.js';
import type { Compiled } from '../compile/compiled.js';
import { flatLayers } from '../graph/layerTree.js';
import type { LayerOutput } from '../graph/outputLogits.js';
import { type Loss, lossValue } from '../losses/index.js';

export interface StepLosses {
  /** What training makes small: the weighted sum over the outputs, and the regularizers' penalties. */
  total: Scalar;
  /** Each output's loss, unweighted, for those that have one. */
  each: Scalar[];
}

/** Called inside `tf.tidy`; a pure function of the tensors. */
export function stepLosses(
  model: LayersModel,
  compiled: Compiled,
  batch: StepBatch,
  outputs: readonly LayerOutput[],
): StepLosses {
  const terms: Tensor[] = [];
  const each: Scalar[] = [];
  for (const [index, { loss, lossWeight }] of compiled.outputs.entries()) {
    if (loss === undefined) continue;
    const value = outputLoss(loss, batch.y[index]!, outputs[index]!, sampleWeightOf(batch, index));
    each.push(value);
    terms.push(lossWeight === 1 ? value : tf.mul(value, lossWeight));
  }
  const all = [...terms, ...penalties(model)];
  const total = all.reduce<Tensor | undefined>(
    (sum, one) => (sum === undefined ? one : tf.add(sum, one)),
    undefined,
  );
  return { total: (total ?? tf.scalar(0)) as Scalar, each };
}

/** The weights of one output's samples; one set of weights serves all outputs. */
export function sampleWeightOf(batch: StepBatch, output: number): Tensor | undefined {
  const { sampleWeight } = batch;
  return sampleWeight?.length === 1 ? sampleWeight[0] : sampleWeight?.[output];
}

/** From the logits behind a softmax or sigmoid where the loss takes them, as Keras's training does. */
function outputLoss(loss: Loss, y: Tensor, output: LayerOutput, weight: Tensor | undefined): Scalar {
  const logits = output.activation === loss.logitsOf ? output.logits : undefined;
  return lossValue(loss, y, output.output, weight, logits);
}

/** What the regularizers of the layers that learn add, and of all activations; each layer once. */
function penalties(model: LayersModel): Tensor[] {
  const counts = flatLayers(model).filter((layer) => layer.trainable || hasActivityPenalty(layer));
  return counts.flatMap((layer) => layer.calculateLosses());
}

/** A frozen layer's weights are not penalized any more, but what it gives still is. */
function hasActivityPenalty(layer: object): boolean {
  const { pendingPenalties } = layer as { pendingPenalties?: readonly Tensor[] };
  return pendingPenalties !== undefined && pendingPenalties.length > 0;
}
