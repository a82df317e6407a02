/** Which layers learn, as it stood at one moment. */
import type { LayersModel, layers as tfjsLayers, Variable } from '@tensorflow/tfjs';
import { meanwhile } from '../../engine/index.js';
import { flatLayers } from './layerTree.js';

type Layer = tfjsLayers.Layer;

export interface Trainability {
  readonly layers: ReadonlyMap<Layer, boolean>;
  /** The weights that learn, each once, in the model's order. */
  readonly variables: readonly Variable[];
}

/** Which layers of the model learn now. */
export function trainabilityOf(model: LayersModel): Trainability {
  const layers = new Map(flatLayers(model).map((layer): [Layer, boolean] => [layer, layer.trainable]));
  // A LayerVariable's read() returns the tf.Variable itself, typed as its base class.
  const variables = new Set(model.trainableWeights.map((weight) => weight.read() as Variable));
  return { layers, variables: [...variables] };
}

/** Whether layers were frozen or unfrozen since. */
export function hasChanged(since: Trainability): boolean {
  for (const [layer, trainable] of since.layers) if (layer.trainable !== trainable) return true;
  return false;
}

/** Runs something with the layers as trainable as they were, and leaves them as they are. */
export function withTrainability<T>(as: Trainability, run: () => T): T {
  const differing = [...as.layers].filter(([layer, trainable]) => layer.trainable !== trainable);
  return meanwhile(() => {
    for (const [layer, trainable] of differing) layer.trainable = trainable;
    return () => {
      for (const [layer, trainable] of differing) layer.trainable = !trainable;
    };
  }, run);
}
