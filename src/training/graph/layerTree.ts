import type { LayersModel, layers as tfjsLayers } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { layersInside } from '../../layers/layerParts.js';

type Layer = tfjsLayers.Layer;

/** Whether a layer is itself a model of layers. */
export function isModel(layer: Layer): layer is LayersModel {
  return layer instanceof tf.LayersModel;
}

/** Every layer of a model, models and layers inside its layers opened up, each once, in Keras's order; the models
 *  themselves are left out. */
export function flatLayers(model: LayersModel): Layer[] {
  const found = new Set<Layer>();
  const visit = (layer: Layer): void => {
    if (!isModel(layer)) found.add(layer);
    for (const child of isModel(layer) ? layer.layers : layersInside(layer)) visit(child);
  };
  for (const layer of model.layers) visit(layer);
  return [...found];
}
