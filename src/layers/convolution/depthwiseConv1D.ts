/** A convolution of every channel of a sequence by itself. Mirrors keras.layers.DepthwiseConv1D. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type DepthwiseArgs, DepthwiseConvolutionLayer } from './depthwiseConvolutionLayer.js';

/** Arguments of `layers.depthwiseConv1D`. */
export interface DepthwiseConv1DArgs extends DepthwiseArgs<number | [number]> {}

/**
 * Slides a filter of its own over every channel.
 * @shape input [batch, steps, channels] → output [batch, …, channels · depthMultiplier]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.depthwiseConv1D({ kernelSize: 3, inputShape: [20, 4] }); // 18×4
 */
export function depthwiseConv1D(args: DepthwiseConv1DArgs): Layer {
  return new DepthwiseConv1D(args);
}

class DepthwiseConv1D extends DepthwiseConvolutionLayer {
  static readonly className = 'DepthwiseConv1D';

  constructor(args: DepthwiseConv1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(DepthwiseConv1D);
