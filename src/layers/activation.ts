/** Activation functions as layers. Mirrors keras.layers.Activation, ReLU and Softmax. */
import { tf } from '../engine/index.js';
import { type Layer, type LayerArgs, named } from './layer.js';

/** An activation function by its Keras name. */
export type Activation =
  | 'elu'
  | 'gelu'
  | 'hardSigmoid'
  | 'linear'
  | 'relu'
  | 'relu6'
  | 'selu'
  | 'sigmoid'
  | 'softmax'
  | 'softplus'
  | 'softsign'
  | 'swish'
  | 'tanh';

export interface ActivationArgs extends LayerArgs {
  activation: Activation;
}

/**
 * Applies a function to every element (softmax: to every row).
 * @shape any → the same
 * @example layers.activation({ activation: 'relu' })
 */
export function activation(args: ActivationArgs): Layer {
  return tf.layers.activation(named('activation', args));
}

/**
 * max(0, x).
 * @shape any → the same
 * @example layers.reLU()
 */
export function reLU(args: LayerArgs = {}): Layer {
  return tf.layers.reLU(named('re_lu', args));
}

/**
 * exp(xᵢ) / Σ exp(xⱼ) over the last axis: positive, sums to 1.
 * @shape any → the same
 * @example layers.softmax()
 */
export function softmax(args: LayerArgs = {}): Layer {
  return tf.layers.softmax(named('softmax', args));
}
