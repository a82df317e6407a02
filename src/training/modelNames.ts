import type { LayersModel } from '@tensorflow/tfjs';
import type { DataNames } from './batches/batchOf.js';

/** The names under which a model's inputs and outputs may be given: of their layers. */
export function dataNames(model: LayersModel): DataNames {
  if (model.outputs.length === 0) return {};
  return {
    inputs: model.inputs.map((input) => input.sourceLayer.name),
    outputs: model.outputs.map((output) => output.sourceLayer.name),
  };
}
