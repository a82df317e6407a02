/** What every layer of tfjs is, and how ours are made from them. */
import type { Shape, layers as tfjsLayers } from '@tensorflow/tfjs';
import { uniqueName } from './naming.js';

/** A layer of a model. */
export type Layer = tfjsLayers.Layer;

/** Arguments that every layer takes. */
export interface LayerArgs {
  /** The layer's name in summaries and files; `conv2d`, `conv2d_1`, … if left out. */
  name?: string;
  /** The shape of one sample, without the batch: for the first layer of a sequential model. */
  inputShape?: Shape;
  /** Whether training changes the layer's weights; true if left out. */
  trainable?: boolean;
}

/** The arguments with a Keras name filled in. */
export function named<Args extends LayerArgs>(kind: string, args: Args): Args & { name: string } {
  return { ...args, name: args.name ?? uniqueName(kind) };
}

/** Runs a check whenever the layer learns its input shape, before tfjs computes with it. */
export function checkInputShape<L extends Layer>(
  layer: L,
  check: (inputShape: (number | null)[]) => void,
): L {
  const build = layer.build.bind(layer);
  layer.build = (inputShape) => {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as (number | null)[];
    check(shape);
    build(inputShape);
  };
  return layer;
}
