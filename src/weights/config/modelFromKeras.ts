/** A model from its form in a Keras file. */
import type { LayersModel, SymbolicTensor } from '@tensorflow/tfjs';
import { ArgumentError, DataError } from '../../errors.js';
import type { AnyLayer as Layer } from '../../layers/layer.js';
import { functionalFromKeras } from './functionalFromKeras.js';
import { isJsonObject, type JsonObject, listAt, objectAt, textAt } from './json.js';
import { type LoadContext, layerFromKeras } from './layerFromKeras.js';
import { valueFromKeras } from './plainValue.js';

/** How models are made; given by whoever has the classes, which know how to be saved themselves. */
export interface ModelFactory<Model extends LayersModel = LayersModel> {
  sequential(layers: Layer[], name: string): Model;
  functional(inputs: SymbolicTensor[], outputs: SymbolicTensor[], name: string): Model;
}

/**
 * @param entry `{ class_name: 'Sequential' | 'Functional' | 'Model', config }` of Keras 2 or 3
 * @throws {ArgumentError} for layers that cuaderno does not have
 * @throws {DataError} for an entry that is none
 */
export function modelFromKeras<Model extends LayersModel>(
  entry: JsonObject,
  factory: ModelFactory<Model>,
  context: LoadContext,
): Model {
  try {
    return modelOf(entry, factory, context);
  } catch (error) {
    if (error instanceof ArgumentError || error instanceof DataError) throw error;
    // tfjs's own complaints, when the layers are put together.
    throw new DataError(
      `${context.label}: the model that it describes cannot be made: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

function modelOf<Model extends LayersModel>(
  entry: JsonObject,
  factory: ModelFactory<Model>,
  context: LoadContext,
): Model {
  const className = textAt(entry, 'class_name', context.label);
  const config = sequentialOfKeras1(className, entry) ?? objectAt(entry, 'config', context.label);
  const isSequential = className === 'Sequential' || !('output_layers' in config);
  if (!isSequential) return withTrainable(functionalFromKeras(config, factory, inner, context), config);
  if (!Array.isArray(config.layers)) {
    throw new ArgumentError(
      `${context.label}: the model is a ${className}, made by code of its own that the file does not hold. ` +
        'Build the model here and load its weights with model.loadWeights.',
    );
  }
  return withTrainable(sequentialFromKeras(config), config);

  function inner(layer: JsonObject): Layer {
    return isModelEntry(layer) ? modelOf(layer, factory, context) : layerFromKeras(layer, context, inner);
  }

  function sequentialFromKeras(stack: JsonObject): Model {
    const entries = listAt(stack, 'layers', context.label).map((one) => {
      if (isJsonObject(one)) return one;
      throw new DataError(`${context.label}: one of the layers of “${String(stack.name)}” is not an object.`);
    });
    const [first] = entries;
    const begin = first?.class_name === 'InputLayer' ? objectAt(first, 'config', context.label) : undefined;
    const rest = begin === undefined ? entries : entries.slice(1);
    const shape = valueFromKeras(
      'batch_shape',
      begin?.batch_shape ?? begin?.batch_input_shape ?? stack.build_input_shape ?? null,
    );
    const layers = rest.map((layer, index) =>
      inner(index === 0 && shape !== null ? withInputShape(layer, shape) : layer),
    );
    return factory.sequential(layers, String(stack.name ?? 'sequential'));
  }
}

/** The stack's first layer learns the shape of the input layer before it; a model knows its own. */
function withInputShape(layer: JsonObject, shape: JsonObject[string]): JsonObject {
  if (!isJsonObject(layer.config) || isModelEntry(layer)) return layer;
  return { ...layer, config: { ...layer.config, batch_input_shape: shape } };
}

/** Keras before 2.2.3 had the stack itself as the config, without a name. */
function sequentialOfKeras1(className: string, entry: JsonObject): JsonObject | undefined {
  return className === 'Sequential' && Array.isArray(entry.config) ? { layers: entry.config } : undefined;
}

function isModelEntry({ config, class_name: className }: JsonObject): boolean {
  if (className === 'Sequential' || className === 'Functional') return true;
  return isJsonObject(config) && Array.isArray(config.layers) && 'output_layers' in config;
}

function withTrainable<Model extends LayersModel>(model: Model, config: JsonObject): Model {
  // Layers hold their own `trainable`; a frozen model has frozen layers in the file already.
  if (config.trainable === false) model.trainable = false;
  return model;
}
