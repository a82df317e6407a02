/** What every layer is to its users. */
import type { SymbolicTensor, Tensor, layers as tfjsLayers } from '@tensorflow/tfjs';

/** A layer of a model. */
export type Layer = Applicable & tfjsLayers.Layer;

/** A layer of ours, of tfjs, or a model inside another. */
export type AnyLayer = tfjsLayers.Layer;

/** What is applied to symbols gives a symbol, what is applied to numbers gives numbers. tfjs's own type leaves it open,
 *  so that every use would need a cast. */
export interface Applicable {
  /** Builds a model's graph. */
  apply(inputs: SymbolicTensor | SymbolicTensor[], args?: CallArgs): SymbolicTensor;
  /** Computes at once. */
  apply(inputs: Tensor | Tensor[], args?: CallArgs): Tensor;
}

/** How a layer is called. */
export interface CallArgs {
  /** Whether dropout drops and batch normalization learns. Default false. */
  training?: boolean;
  /** Which steps of a sequence count, [batch, steps]: recurrent layers pass over the others. Inside a model it comes from
   *  the layer that hides them, such as `embedding` with `maskZero`; but not, as in Keras 3, to a layer that is given a
   *  state too. */
  mask?: Tensor;
}

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
