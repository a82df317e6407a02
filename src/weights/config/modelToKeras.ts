/** A model in the form that Keras files have: a Sequential or a Functional one, with the models inside it. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { AnyLayer as Layer } from '../../layers/layer.js';
import { isRecurrent } from '../../layers/recurrent/isRecurrent.js';
import { graphNodes, type LayerCall } from './graphNodes.js';
import type { Json, JsonObject } from './json.js';
import { type ConfigStyle, layerToKeras } from './layerToKeras.js';

/**
 * `{ class_name, config, … }` of a model, as `keras.saving.serialize_keras_object` gives it.
 * @throws {ArgumentError} for a model whose input shape is not known yet
 */
export function modelToKeras(model: LayersModel, style: ConfigStyle): JsonObject {
  const isSequential = model instanceof tf.Sequential;
  const className = isSequential ? 'Sequential' : 'Functional';
  const config = isSequential ? sequentialConfig(model, style) : functionalConfig(model, style);
  if (style !== 'keras3') return { class_name: className, config };
  const module = isSequential ? 'keras' : 'keras.src.models.functional';
  return { module, class_name: className, config, registered_name: isSequential ? null : 'Functional' };
}

function entryOf(layer: Layer, style: ConfigStyle): JsonObject {
  return layer instanceof tf.LayersModel ? modelToKeras(layer, style) : layerToKeras(layer, style, entryOf);
}

function sequentialConfig(model: LayersModel, style: ConfigStyle): JsonObject {
  const input = model.inputs?.[0];
  if (input === undefined) {
    throw new ArgumentError(
      `The model “${model.name}” cannot be saved: it does not know its input shape yet. Give its first layer an inputShape.`,
    );
  }
  const stack = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  // A model at the beginning brings an input layer of its own; a Keras stack wants one before it all the same.
  const inputLayer = inputEntry(input, `${model.name}_input`, style);
  return {
    name: model.name,
    trainable: model.trainable,
    layers: [inputLayer, ...stack.map((layer) => entryOf(layer, style))],
    build_input_shape: input.shape,
  };
}

function inputEntry({ shape, dtype }: SymbolicTensor, name: string, style: ConfigStyle): JsonObject {
  const key = style === 'keras3' ? 'batch_shape' : 'batch_input_shape';
  const config = { [key]: shape, dtype, sparse: false, name };
  if (style !== 'keras3') return { class_name: 'InputLayer', config };
  return { module: 'keras.layers', class_name: 'InputLayer', config, registered_name: null };
}

function functionalConfig(model: LayersModel, style: ConfigStyle): JsonObject {
  const nodes = graphNodes(model);
  // Keras 2 and 3 count the calls of models inside models differently in lists; Keras 3's own .h5 files have no lists.
  const hasModels = model.layers.some((layer) => layer instanceof tf.LayersModel);
  const hasStates = model.layers.some((layer) =>
    nodes.callsOf(layer).some((call) => takesState(layer, call)),
  );
  const hasLists = style === 'tfjs' || (style === 'legacy' && !hasModels && !hasStates);
  const layers = model.layers.map((layer): JsonObject => {
    const calls = nodes.callsOf(layer).filter(({ inputs }) => inputs.length > 0);
    return {
      ...entryOf(layer, style),
      name: layer.name,
      inbound_nodes: calls.map((call) =>
        hasLists ? legacyCall(call.inputs, call.kwargs) : keras3Call(layer, call),
      ),
    };
  });
  /** Keras counts a Functional model's own graph as its call 0 here, and not in keras_history. */
  const endpoint = (tensor: SymbolicTensor): Json => {
    const { layer, call, output } = nodes.originOf(tensor);
    return [layer.name, call + (hasLists ? legacyFirstCall(layer) : firstCall(layer)), output];
  };
  return {
    name: model.name,
    trainable: model.trainable,
    layers,
    input_layers: model.inputs.map(endpoint),
    output_layers: model.outputs.map(endpoint),
  };

  function keras3Call(layer: Layer, call: LayerCall): Json {
    const tensors = call.inputs.map((tensor): Json => {
      const { layer, call, output } = nodes.originOf(tensor);
      const { shape, dtype } = tensor;
      const config = { shape, dtype, keras_history: [layer.name, call, output] };
      return { class_name: '__keras_tensor__', config };
    });
    const [sequence, ...states] = tensors;
    if (takesState(layer, call))
      return { args: [sequence!], kwargs: { ...call.kwargs, initial_state: states } };
    return { args: tensors.length === 1 ? tensors : [tensors], kwargs: call.kwargs };
  }

  function legacyCall(inputs: SymbolicTensor[], kwargs: JsonObject): Json {
    return inputs.map((tensor): Json => {
      const { layer, call, output } = nodes.originOf(tensor);
      return [layer.name, call + legacyFirstCall(layer), output, kwargs];
    });
  }
}

/** Keras has the state of a recurrent layer as an argument of its own; here it comes after the sequence. */
function takesState(layer: Layer, { inputs }: LayerCall): boolean {
  return inputs.length > 1 && isRecurrent(layer);
}

function firstCall(layer: Layer): number {
  return layer instanceof tf.LayersModel && !(layer instanceof tf.Sequential) ? 1 : 0;
}

/** In Keras 2 every model with known inputs has its own graph as call 0. */
function legacyFirstCall(layer: Layer): number {
  return layer instanceof tf.LayersModel ? 1 : 0;
}
