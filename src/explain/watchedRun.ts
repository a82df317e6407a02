/** A model's forward pass, as for predictions, in which what each layer gives can be seen or exchanged. Models inside
 *  are opened up, so that a layer of a backbone is as near as one of the model's own. */
import type { LayersModel, SymbolicTensor, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { flatLayers, isModel } from '../training/graph/layerTree.js';
import { applyWithLogits, type LayerOutput } from '../training/graph/outputLogits.js';
import { applyLayer, runGraph } from '../training/graph/runGraph.js';

/** What is needed of a model: ours and tfjs's have it. */
export type WatchedModel = Pick<LayersModel, 'name' | 'layers' | 'inputs' | 'outputs'>;
export type AnyLayer = tfjsLayers.Layer;

/** Sees what a layer gives; what it returns goes on instead. Intermediate tensors are disposed: keep a clone. */
export type Watch = (layer: AnyLayer, output: Tensor) => Tensor;

/** Called inside `tf.tidy`. Each of the model's outputs, with its logits where there are any. */
export function watchedRun(model: WatchedModel, inputs: readonly Tensor[], watch: Watch): LayerOutput[] {
  const last = new Map<SymbolicTensor, LayerOutput>();
  const outputs = runGraph({
    outputs: [...model.outputs],
    feeds: new Map(model.inputs.map((symbol, index) => [symbol, inputs[index]!])),
    training: false,
    apply(layer, values, args, node) {
      if (isModel(layer) && layer.outputs.length > 0) {
        const inside = watchedRun(layer, values, watch);
        for (const [index, symbol] of node.outputTensors.entries()) last.set(symbol, inside[index]!);
        return inside.map(({ output }) => output);
      }
      const symbol = node.outputTensors[0]!;
      if (node.outputTensors.length > 1) return applyLayer(layer, values, args);
      const isLast = model.outputs.includes(symbol);
      const result: LayerOutput = isLast
        ? applyWithLogits(layer, values, args)
        : { output: applyLayer(layer, values, args)[0]! };
      const output = watch(layer, result.output);
      last.set(symbol, output === result.output ? result : { output });
      return [output];
    },
  });
  return model.outputs.map((symbol, index) => {
    const known = last.get(symbol);
    return known !== undefined && known.output === outputs[index] ? known : { output: outputs[index]! };
  });
}

/** What a layer gives; whatever comes after it does not run. Called inside `tf.tidy`. */
export function runUntil(model: WatchedModel, inputs: readonly Tensor[], layer: AnyLayer): Tensor {
  let found: Tensor | undefined;
  const reached = new Error('The layer was reached.');
  try {
    watchedRun(model, inputs, (one, output) => {
      if (one !== layer) return output;
      found = output;
      throw reached;
    });
  } catch (error) {
    if (error !== reached) throw error;
  }
  if (found !== undefined) return found;
  throw new ArgumentError(
    `Model "${model.name}" does not compute "${layer.name}" on the way to its outputs.`,
  );
}

/**
 * A layer of a model, or of a model inside it.
 * @throws {ArgumentError} if there is none of that name
 */
export function layerNamed(caller: string, model: WatchedModel, layer: string | AnyLayer): AnyLayer {
  const all = flatLayers(model as LayersModel);
  const found = typeof layer === 'string' ? all.find(({ name }) => name === layer) : layer;
  if (found !== undefined && all.includes(found)) return found;
  const name = typeof layer === 'string' ? layer : layer.name;
  throw new ArgumentError(
    `${caller}: model "${model.name}" has no layer "${name}". Its layers: ${all.map((one) => one.name).join(', ')}.`,
  );
}

/** The layers that give feature maps with places, [batch, height, width, channels], in the order of the model. */
export function layersOfMaps(model: WatchedModel): AnyLayer[] {
  return flatLayers(model as LayersModel).filter((layer) => {
    const shape = layer.inboundNodes[0]?.outputTensors[0]?.shape;
    return layer.getClassName() !== 'InputLayer' && shape?.length === 4;
  });
}
