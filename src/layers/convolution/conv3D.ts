/** 3-D convolution. Mirrors keras.layers.Conv3D. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { GroupsArgs, KernelArgs, Triple, WindowArgs } from './convolutionArguments.js';
import { ConvolutionLayer } from './convolutionLayer.js';

/** Arguments of `layers.conv3D`. */
export interface Conv3DArgs extends WindowArgs<Triple>, KernelArgs, GroupsArgs {}

/**
 * Slides filters over a volume, such as a film: depth, height and width.
 * @shape input [batch, depth, height, width, channels] → output [batch, (depth + 2P − F)/S + 1, …, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.conv3D({ filters: 8, kernelSize: 3, inputShape: [16, 32, 32, 3] }); // 14×30×30×8
 */
export function conv3D(args: Conv3DArgs): Layer {
  return new Conv3D(args);
}

class Conv3D extends ConvolutionLayer {
  static readonly className = 'Conv3D';

  constructor(args: Conv3DArgs) {
    super(args, 3);
  }
}
tf.serialization.registerClass(Conv3D);
