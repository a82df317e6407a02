/** The calls of layers that lead from a model's inputs to its outputs. A shared layer has several; calls that belong to
 *  other models only are not counted. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import type { AnyLayer as Layer } from '../../layers/layer.js';
import type { JsonObject } from './json.js';

export interface LayerCall {
  /** What the layer was called with; nothing for an input layer. */
  inputs: SymbolicTensor[];
  /** What else it was called with, as in `{ training: false }`. */
  kwargs: JsonObject;
}

export interface GraphNodes {
  /** The layer's calls in the order they were made. */
  callsOf(layer: Layer): LayerCall[];
  /** Which output of which call of which layer a tensor is. */
  originOf(tensor: SymbolicTensor): { layer: Layer; call: number; output: number };
}

/** Walks a model's graph back from its outputs. */
export function graphNodes(model: LayersModel): GraphNodes {
  const used = new Map<Layer, Set<number>>();
  const ends = new Set(model.inputs);
  const waiting = [...model.outputs, ...model.inputs];
  for (let tensor = waiting.pop(); tensor !== undefined; tensor = waiting.pop()) {
    const indices = used.get(tensor.sourceLayer) ?? new Set<number>();
    used.set(tensor.sourceLayer, indices);
    if (indices.has(tensor.nodeIndex)) continue;
    indices.add(tensor.nodeIndex);
    if (ends.has(tensor)) continue;
    waiting.push(...tensor.sourceLayer.inboundNodes[tensor.nodeIndex]!.inputTensors);
  }
  const indicesOf = (layer: Layer): number[] => [...(used.get(layer) ?? [])].sort((a, b) => a - b);
  return {
    callsOf: (layer) =>
      indicesOf(layer).map((index) => {
        const node = layer.inboundNodes[index]!;
        const isInput = layer.getClassName() === 'InputLayer';
        return { inputs: isInput ? [] : node.inputTensors, kwargs: plainArguments(node.callArgs) };
      }),
    originOf: ({ sourceLayer, nodeIndex, tensorIndex }) => ({
      layer: sourceLayer,
      call: indicesOf(sourceLayer).indexOf(nodeIndex),
      output: tensorIndex,
    }),
  };
}

/** Of a call's arguments what JSON and Keras understand. */
function plainArguments(callArgs: unknown): JsonObject {
  const { training } = (callArgs ?? {}) as { training?: unknown };
  return typeof training === 'boolean' ? { training } : {};
}
