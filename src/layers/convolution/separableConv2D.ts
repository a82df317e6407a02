/** A depthwise convolution, then one of 1×1. Mirrors keras.layers.SeparableConv2D.
 *  Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions". */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { Pair } from './convolutionArguments.js';
import { type SeparableArgs, SeparableConvolutionLayer } from './separableConvolutionLayer.js';

/** Arguments of `layers.separableConv2D`. */
export interface SeparableConv2DArgs extends SeparableArgs<Pair> {}

/**
 * A depthwise convolution, then a 1×1 one that mixes the channels.
 * @shape input [batch, height, width, channels] → output [batch, …, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.separableConv2D({ filters: 64, kernelSize: 3, inputShape: [32, 32, 16] }); // 30×30×64
 */
export function separableConv2D(args: SeparableConv2DArgs): Layer {
  return new SeparableConv2D(args);
}

class SeparableConv2D extends SeparableConvolutionLayer {
  static readonly className = 'SeparableConv2D';

  constructor(args: SeparableConv2DArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(SeparableConv2D);
