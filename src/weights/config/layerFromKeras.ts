/** A layer from its form in a Keras file. */
import type { serialization } from '@tensorflow/tfjs';
import { notice } from '../../data/notice.js';
import { ArgumentError } from '../../errors.js';
import type { AnyLayer as Layer } from '../../layers/layer.js';
import { type CustomObjects, type LayerClass, layerClassNamed } from './customObjects.js';
import { isJsonObject, type Json, type JsonObject, objectAt, shown, textAt } from './json.js';
import { camelCase, snakeCase } from './keyNames.js';
import { partFromKeras, partOf } from './parts.js';
import { valueFromKeras } from './plainValue.js';

/** How the layer's own name is given in errors, and what the caller knows. */
export interface LoadContext {
  /** What errors call the file. */
  label: string;
  customObjects: CustomObjects;
  /** Whether weights follow, so that none need be drawn. */
  hasWeights: boolean;
  /** Every layer that was made, so that none is left behind where the file turns out to be wrong. */
  made: Layer[];
}

/** Arguments of Keras without a counterpart here, at the values where they change nothing. */
const inert: Record<string, readonly Json[]> = {
  axis: [-1, [-1]],
  data_format: ['channels_last'],
  dtype: ['float32', 'int32', 'uint8'],
  fill_mode: ['constant'],
  fill_value: [0],
  groups: [1],
  implementation: [0, 1, 2],
  interpolation: ['nearest'],
  renorm_momentum: [0.99],
};

/** Arguments that are layers. */
const innerLayers = new Set(['layer', 'backward_layer']);

/** Says nothing about what a trained layer computes. */
const ignored = new Set(['seed', 'name', 'trainable', 'batch_input_shape', 'batch_shape']);

/**
 * @param entry `{ class_name, config, … }` of Keras 2 or 3
 * @param makeInner makes a layer inside the layer, which may be a model
 * @throws {ArgumentError} for a class or an argument that cuaderno does not have, or code in the file
 * @throws {DataError} for an entry that is none
 */
export function layerFromKeras(
  entry: JsonObject,
  context: LoadContext,
  makeInner: (entry: JsonObject) => Layer,
): Layer {
  const className = textAt(entry, 'class_name', context.label);
  const config = objectAt(entry, 'config', context.label);
  const name = typeof config.name === 'string' ? config.name : String(entry.name ?? className);
  const layer = `${context.label}: layer “${name}” (${className})`;
  refuseCode(layer, className, config);
  const found = layerClassNamed(className, context.customObjects);
  if (found === undefined || (!found.isCustom && isForeign(entry))) {
    const module = typeof entry.module === 'string' ? ` of ${entry.module}` : '';
    throw new ArgumentError(
      `${layer}: cuaderno has no layer ${className}${module}. Give the class yourself: models.load(path, { customObjects: { ${className}: YourLayer } }).`,
    );
  }
  const args = argumentsFromKeras(layer, config, found.isCustom, makeInner);
  const made = construct(layer, found.kind, args);
  if (!found.isCustom) refuseUnknown(layer, config, made);
  made.setFastWeightInitDuringBuild(context.hasWeights);
  context.made.push(made);
  return made;
}

/** Keras's own modules; operations such as `x + y` are layers in a graph too, with a module of their own. */
function isForeign({ module, registered_name: registered }: JsonObject): boolean {
  if (typeof module !== 'string') return false;
  const isOurs = typeof registered === 'string' && registered.startsWith('cuaderno>');
  return !isOurs && !/^(tf_|tensorflow\.)?(python\.)?keras(\.src)?(\.layers|\.engine|$)/.test(module);
}

/** Python code in a file would have to be run to be of use: never, as in Keras's safe mode. */
function refuseCode(layer: string, className: string, config: JsonObject): void {
  const code = config.function;
  const isCode = Array.isArray(code) || (isJsonObject(code) && code.class_name === '__lambda__');
  if ((className === 'Lambda' && code !== undefined && typeof code !== 'string') || isCode) {
    throw new ArgumentError(
      `${layer}: it holds Python code, which cuaderno does not run. Replace the Lambda by a layer in Keras and save the model again, ` +
        'or build the model here and load its weights alone (model.saveWeights in Keras, model.loadWeights here).',
    );
  }
}

function argumentsFromKeras(
  layer: string,
  config: JsonObject,
  isCustom: boolean,
  makeInner: (entry: JsonObject) => Layer,
): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(config)) {
    if (key === 'merge_mode' && value === null) args.mergeMode = 'none';
    if (value === null || (key === 'seed' && typeof value !== 'number')) continue;
    const shapeKey = key === 'batch_shape' ? 'batchInputShape' : camelCase(key);
    if (key === 'axis' && Array.isArray(value) && value.length === 1) args.axis = value[0];
    else if (innerLayers.has(key) && !isCustom && isJsonObject(value)) args[shapeKey] = makeInner(value);
    else if (partOf(key) !== undefined && !isCustom) args[shapeKey] = partFromKeras(layer, key, value);
    else args[shapeKey] = valueFromKeras(key, value);
  }
  const dtype = args.dtype;
  // A policy such as mixed_float16 keeps its weights in float32, the only type for numbers that tfjs trains in.
  if (typeof dtype === 'string' && /^(mixed_)?b?float(16|32|64)?$/.test(dtype)) args.dtype = 'float32';
  return args;
}

function construct(layer: string, kind: LayerClass, args: Record<string, unknown>): Layer {
  try {
    return kind.fromConfig(kind, args as serialization.ConfigDict);
  } catch (error) {
    const reason = (error as Error).message;
    throw new ArgumentError(`${layer} cannot be made: ${reason}`, { cause: error });
  }
}

/** An argument that would be dropped in silence would give a model that computes something else. */
function refuseUnknown(layer: string, config: JsonObject, made: Layer): void {
  const known = new Set(Object.keys(made.getConfig()));
  for (const [key, value] of Object.entries(config)) {
    if (known.has(camelCase(key)) || ignored.has(key) || partOf(key) === 'initializers') continue;
    const plain = valueFromKeras(key, value);
    if (plain === null || plain === false || (Array.isArray(plain) && plain.length === 0)) continue;
    if (isInert(key, plain)) continue;
    if (partOf(key) !== undefined) {
      notice(`${layer}: ${key} may be lost: it changes how the layer trains, not what it predicts.`);
      continue;
    }
    throw new ArgumentError(
      `${layer}: cuaderno's layer has no argument ${key}, which is ${shown(value)} in the file. ` +
        'Save the model without it, or give a class that has it by customObjects.',
    );
  }
}

function isInert(key: string, value: Json): boolean {
  // Names come in camelCase by now.
  const text = JSON.stringify(typeof value === 'string' ? snakeCase(value) : value);
  return inert[key]?.some((one) => JSON.stringify(one) === text) ?? false;
}
