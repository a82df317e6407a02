/** 2-D convolution. Mirrors keras.layers.Conv2D; tfjs's own has no gradient with dilation and ignores groups. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { GroupsArgs, KernelArgs, Pair, WindowArgs } from './convolutionArguments.js';
import { ConvolutionLayer } from './convolutionLayer.js';

/** Arguments of `layers.conv2D`. */
export interface Conv2DArgs extends WindowArgs<Pair>, KernelArgs, GroupsArgs {}

/**
 * Slides filters over an image: output[y, x, o] = Σ input[y·s + r, x·s + c, i] · kernel[r, c, i, o] + bias[o].
 * @shape input [batch, height, width, channels] → output [batch, (height + 2P − F)/S + 1, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }); // 30×30×32
 */
export function conv2D(args: Conv2DArgs): Layer {
  return new Conv2D(args);
}

class Conv2D extends ConvolutionLayer {
  static readonly className = 'Conv2D';

  constructor(args: Conv2DArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(Conv2D);
