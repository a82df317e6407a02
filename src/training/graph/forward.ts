/** A model's forward pass for training and measuring: its outputs, and the logits behind them where there are any. */
import type { LayersModel, SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import { isModel } from './layerTree.js';
import { applyWithLogits, type LayerOutput } from './outputLogits.js';
import { applyLayer, type CallArgs, runGraph } from './runGraph.js';

/**
 * Called inside `tf.tidy`.
 * @param inputs one tensor an input, in the model's order
 */
export function forward(model: LayersModel, inputs: Tensor[], training: boolean): LayerOutput[] {
  if (model.outputs.length === 0) {
    return applyLayer(model, inputs, { training }).map((output) => ({ output }));
  }
  const found = new Map<SymbolicTensor, LayerOutput>();
  const outputs = runGraph({
    outputs: model.outputs,
    feeds: new Map(model.inputs.map((symbol, index) => [symbol, inputs[index]!])),
    training,
    apply(layer, values, args, node) {
      const symbol = node.outputTensors[0]!;
      if (node.outputTensors.length > 1 || !model.outputs.includes(symbol)) {
        return applyLayer(layer, values, args);
      }
      const result = applyLast(layer, values, args);
      found.set(symbol, result);
      return [result.output];
    },
  });
  return model.outputs.map((symbol, index) => found.get(symbol) ?? { output: outputs[index]! });
}

function applyLast(layer: Parameters<typeof applyLayer>[0], inputs: Tensor[], args: CallArgs): LayerOutput {
  const isGraph = isModel(layer) && layer.outputs.length === 1;
  return isGraph ? forward(layer, inputs, args.training === true)[0]! : applyWithLogits(layer, inputs, args);
}
