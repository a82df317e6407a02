/** A convolution of every channel by itself. Mirrors keras.layers.DepthwiseConv2D; tfjs's own has no gradient with
 *  dilation. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { Pair } from './convolutionArguments.js';
import { type DepthwiseArgs, DepthwiseConvolutionLayer } from './depthwiseConvolutionLayer.js';

/** Arguments of `layers.depthwiseConv2D`. */
export interface DepthwiseConv2DArgs extends DepthwiseArgs<Pair> {}

/**
 * Strides and dilationRate above 1 go together here, as in Keras; rows and columns may have different strides, which
 * TensorFlow's Keras refuses.
 * @shape input [batch, height, width, channels] → output [batch, …, …, channels · depthMultiplier]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.depthwiseConv2D({ kernelSize: 3, inputShape: [32, 32, 16] }); // 30×30×16
 */
export function depthwiseConv2D(args: DepthwiseConv2DArgs): Layer {
  return new DepthwiseConv2D(args);
}

class DepthwiseConv2D extends DepthwiseConvolutionLayer {
  static readonly className = 'DepthwiseConv2D';

  constructor(args: DepthwiseConv2DArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(DepthwiseConv2D);
