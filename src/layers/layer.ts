/** What every layer of tfjs is, and how ours are made from them. */
import type { Shape, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';
import { uniqueName } from './naming.js';

/** A layer of a model. */
export type Layer = tfjsLayers.Layer;

/** Arguments that every layer takes. */
export interface LayerArgs {
  /** The layer's name in summaries and files; `conv2d`, `conv2d_1`, … if left out. */
  name?: string;
  /** The shape of one sample, without the batch: for the first layer of a sequential model. */
  inputShape?: readonly (number | null)[];
  /** Whether training changes the layer's weights; true if left out. */
  trainable?: boolean;
}

/** The arguments as tfjs takes them, with a Keras name filled in. */
export function named<Args extends LayerArgs>(kind: string, args: Args): Named<Args> {
  const { inputShape, ...others } = args;
  const full = { ...others, name: args.name ?? uniqueName(kind) };
  return (inputShape === undefined ? full : { ...full, inputShape: [...inputShape] }) as Named<Args>;
}

type Named<Args extends LayerArgs> = Omit<Args, 'inputShape'> & { name: string; inputShape?: Shape };

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

/** The tensor that a layer with one input was called with. */
export function onlyInput(inputs: Tensor | Tensor[]): Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
