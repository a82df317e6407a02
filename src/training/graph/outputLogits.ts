/** A model that ends in softmax or sigmoid still knows its logits: losses are computed from them, as Keras does, so that
 *  certain predictions neither overflow nor are clipped. */
import type { LayersModel, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { meanwhile, tf } from '../../engine/index.js';
import { applyLayer, type CallArgs } from './runGraph.js';

type Layer = tfjsLayers.Layer;

/** Which function of its logits a model's output is. */
export type OutputActivation = 'softmax' | 'sigmoid';

export interface LayerOutput {
  output: Tensor;
  /** What went into the softmax or sigmoid; undefined for other layers. */
  logits?: Tensor;
  activation?: OutputActivation;
}

/** Applies the last layer in two parts: to its logits, and from them to its output. */
export function applyWithLogits(layer: Layer, inputs: Tensor[], args: CallArgs): LayerOutput {
  const activation = outputActivation(layer);
  if (activation === undefined) return { output: applyLayer(layer, inputs, args)[0]! };
  // A clone: its layer's input may be disposed as soon as no layer needs it.
  const logits = layer.getClassName() === 'Softmax' ? tf.clone(inputs[0]!) : linearly(layer, inputs, args);
  const output = activation === 'softmax' ? tf.softmax(logits) : tf.sigmoid(logits);
  return { output, logits, activation };
}

/** Layers whose activation is not the last that they do. */
const activeInside = new Set(['SimpleRNN', 'LSTM', 'GRU', 'SqueezeExcite']);

/** The softmax (over the last axis) or sigmoid that a layer ends with. */
function outputActivation(layer: Layer): OutputActivation | undefined {
  if (layer.getClassName() === 'Softmax') {
    const given = (layer.getConfig() as { axis?: number | number[] | null }).axis ?? -1;
    const [axis, another] = Array.isArray(given) ? given : [given];
    const last = (layer.inboundNodes[0]?.outputTensors[0]?.shape.length ?? 0) - 1;
    return another === undefined && (axis === -1 || axis === last) ? 'softmax' : undefined;
  }
  if (activeInside.has(layer.getClassName())) return undefined;
  const name = activationHolder(layer)?.name;
  return name === 'softmax' || name === 'sigmoid' ? name : undefined;
}

/** The activation of each of a model's outputs, models inside it opened up. */
export function outputActivations(model: LayersModel): (OutputActivation | undefined)[] {
  return model.outputs.map((symbol) => {
    const layer = symbol.sourceLayer;
    if (!(layer instanceof tf.LayersModel)) return outputActivation(layer);
    return layer.outputs.length === 1 ? outputActivations(layer)[0] : undefined;
  });
}

function linearly(layer: Layer, inputs: Tensor[], args: CallArgs): Tensor {
  const { owner, key, value, linear } = activationHolder(layer)!;
  return meanwhile(
    () => {
      owner[key] = linear;
      return () => {
        owner[key] = value;
      };
    },
    () => applyLayer(layer, inputs, args)[0]!,
  );
}

interface ActivationHolder {
  /** The object whose property holds the activation: tfjs's layer, or the completed arguments of ours. */
  owner: Record<string, unknown>;
  key: string;
  value: unknown;
  /** What stands for no activation in the same place. */
  linear: unknown;
  name: string;
}

const tfjsLinear = () => tf.layers.dense({ units: 1 }) as unknown as { activation: unknown };
let linearOfTfjs: unknown;

/** Where a layer keeps its activation: tfjs's layers an object, ours a name. Both are private, hence the casts. */
function activationHolder(layer: Layer): ActivationHolder | undefined {
  const own = layer as unknown as Record<string, unknown>;
  const settled = own.settings as Record<string, unknown> | undefined;
  for (const owner of [own, settled]) {
    const value = owner?.activation;
    if (owner === undefined || value === undefined || value === null) continue;
    if (typeof value === 'string') return { owner, key: 'activation', value, linear: 'linear', name: value };
    const { getClassName } = value as { getClassName?: () => string };
    if (getClassName === undefined) continue;
    linearOfTfjs ??= tfjsLinear().activation;
    return { owner, key: 'activation', value, linear: linearOfTfjs, name: getClassName.call(value) };
  }
  return undefined;
}
