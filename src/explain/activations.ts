/** What every layer of a model gives for an input: the feature maps and the vectors on the way to the answer. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { type AnyLayer, layerNamed, type WatchedModel, watchedRun } from './watchedRun.js';

/** Arguments of `activations`. */
export interface ActivationsArgs {
  /** Layers or their names, also of models inside; all if left out. */
  layers?: readonly (string | AnyLayer)[];
}

/** What one layer gives. */
export interface LayerActivation {
  /** The layer's name. */
  layer: string;
  /** As Keras names it: `Conv2D`, `Dense`, … */
  kind: string;
  /** [batch, …]; the caller disposes it. */
  output: Tensor;
}

/**
 * The outputs of layers for a batch, in the order in which they are computed, as in a prediction. The caller disposes
 * them.
 * @param x [batch, …]; a list for a model with several inputs
 * @throws {ArgumentError} for a layer that the model does not have
 * @example
 * const found = activations(model, test.take(1).toTensors().x);
 * found.map(({ layer, output }) => `${layer} ${output.shape}`); // ['conv2d 1,30,30,4', …]
 */
export function activations(
  model: WatchedModel,
  x: Tensor | readonly Tensor[],
  { layers }: ActivationsArgs = {},
): LayerActivation[] {
  const wanted = layers && new Set(layers.map((layer) => layerNamed('activations', model, layer)));
  const inputs = x instanceof tf.Tensor ? [x] : [...x];
  const seen: AnyLayer[] = [];
  const outputs = tf.tidy(() => {
    const clones: Tensor[] = [];
    watchedRun(model, inputs, (layer, output) => {
      if (wanted === undefined || wanted.has(layer)) {
        seen.push(layer);
        clones.push(output.clone());
      }
      return output;
    });
    return clones;
  });
  return seen.map((layer, index) => ({
    layer: layer.name,
    kind: layer.getClassName(),
    output: outputs[index]!,
  }));
}
