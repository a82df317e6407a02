/** A depthwise convolution of a sequence, then one of length 1. Mirrors keras.layers.SeparableConv1D. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type SeparableArgs, SeparableConvolutionLayer } from './separableConvolutionLayer.js';

/** Arguments of `layers.separableConv1D`. */
export interface SeparableConv1DArgs extends SeparableArgs<number | [number]> {}

/**
 * A depthwise convolution, then a pointwise one that mixes the channels.
 * @shape input [batch, steps, channels] → output [batch, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.separableConv1D({ filters: 8, kernelSize: 3, inputShape: [20, 4] }); // 18×8
 */
export function separableConv1D(args: SeparableConv1DArgs): Layer {
  return new SeparableConv1D(args);
}

class SeparableConv1D extends SeparableConvolutionLayer {
  static readonly className = 'SeparableConv1D';

  constructor(args: SeparableConv1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(SeparableConv1D);
