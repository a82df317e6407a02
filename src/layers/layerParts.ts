/** Layers that are made of parts: in Keras's files their weights lie under the names of the parts. */
import type { Weight } from './kerasLayer.js';
import type { AnyLayer } from './layer.js';

/** Weights of the layer's own. */
export interface WeightsPart {
  name: string;
  weights: readonly Weight[];
  layer?: undefined;
}

/** A layer inside the layer. */
export interface LayerPart {
  name: string;
  /** The argument that it is given by. */
  argument: string;
  layer: AnyLayer;
}

/** The parts of a layer; none for most. */
export function partsOf(layer: AnyLayer): readonly (WeightsPart | LayerPart)[] {
  return (layer as { parts?: readonly (WeightsPart | LayerPart)[] }).parts ?? [];
}

/** The layers inside a layer that is no model. */
export function layersInside(layer: AnyLayer): AnyLayer[] {
  return partsOf(layer).flatMap((part) => part.layer ?? []);
}
