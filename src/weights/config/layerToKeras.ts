/** A layer in the form that Keras files have. */
import { tf } from '../../engine/index.js';
import type { AnyLayer as Layer } from '../../layers/layer.js';
import { partsOf } from '../../layers/layerParts.js';
import { isRecurrent } from '../../layers/recurrent/isRecurrent.js';
import type { Json, JsonObject } from './json.js';
import { snakeCase } from './keyNames.js';
import { partOf, partToKeras } from './parts.js';
import { valueToKeras } from './plainValue.js';

/** `keras3`: every object with its module, as in .keras files. `legacy`: as in whole-model .h5 files. `tfjs`: as in
 *  model.json. */
export type ConfigStyle = 'keras3' | 'legacy' | 'tfjs';

/** Layers whose class Keras does not have under `keras.layers`: Keras finds them only as registered custom objects. */
const notInKeras = new Set([
  'SqueezeExcite',
  'MinPooling2D',
  'InstanceNormalization',
  'LocalResponseNormalization',
]);

/** `{ class_name, config, … }` of one layer. `entryOf` gives those of the layers inside it, which may be models. */
export function layerToKeras(
  layer: Layer,
  style: ConfigStyle,
  entryOf: (layer: Layer, style: ConfigStyle) => JsonObject,
): JsonObject {
  const className = layer.getClassName();
  const config = layerConfig(layer, style);
  for (const part of partsOf(layer)) {
    // Also in Keras 3's .h5 files, with the module.
    if (part.layer === undefined) continue;
    config[snakeCase(part.argument)] = entryOf(part.layer, style === 'legacy' ? 'keras3' : style);
  }
  if (style !== 'keras3') return { class_name: className, config };
  const isKeras = isKerasLayer(className);
  const entry: JsonObject = {
    module: isKeras ? 'keras.layers' : 'cuaderno',
    class_name: className,
    config,
    registered_name: isKeras ? null : `cuaderno>${className}`,
  };
  const inputShape = inputShapeOf(layer);
  return inputShape === undefined || className === 'InputLayer'
    ? entry
    : { ...entry, build_config: { input_shape: inputShape } };
}

function isKerasLayer(className: string): boolean {
  const known = tf.serialization.SerializationMap.getMap().classNameMap[className];
  return known !== undefined && !notInKeras.has(className);
}

function layerConfig(layer: Layer, style: ConfigStyle): JsonObject {
  const own = JSON.parse(JSON.stringify(layer.getConfig())) as JsonObject;
  const isInput = layer.getClassName() === 'InputLayer';
  const config: JsonObject = {};
  for (const [name, value] of Object.entries(own)) {
    if (name === 'batchInputShape') {
      if (isInput) config[style === 'keras3' ? 'batch_shape' : 'batch_input_shape'] = value;
      continue;
    }
    const key = snakeCase(name);
    const part = partOf(name);
    config[key] =
      part === undefined ? valueToKeras(key, value) : partToKeras(part, value, style === 'keras3');
  }
  // Keras 2 knows no seed of recurrent layers.
  if (style === 'legacy' && isRecurrent(layer)) delete config.seed;
  // True is Keras's default, and some layers (SpatialDropout2D) do not take the argument.
  if (isInput || config.trainable === true || /^SpatialDropout/.test(layer.getClassName()))
    delete config.trainable;
  return config;
}

/** The shape that the layer was built for: of its first call. */
function inputShapeOf(layer: Layer): Json | undefined {
  const shape = layer.inboundNodes[0]?.inputShapes as Json | undefined;
  if (!Array.isArray(shape) || shape.length === 0) return undefined;
  // tfjs gives a list of shapes also where there is one input.
  const isOne = shape.length === 1 || isRecurrent(layer);
  return isOne && Array.isArray(shape[0]) ? shape[0] : shape;
}
