/** What every layer is to its users. */
import type { layers as tfjsLayers } from '@tensorflow/tfjs';

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
  /** The type of the inputs: for the first layer of a sequential model. Default `float32`. */
  dtype?: 'float32' | 'int32' | 'bool';
}
