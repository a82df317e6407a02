/** Transposed convolution of images. Mirrors keras.layers.Conv2DTranspose. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { KernelArgs, Pair, WindowArgs } from './convolutionArguments.js';
import { TransposedConvolutionLayer } from './transposedConvolutionLayer.js';

/** Arguments of `layers.conv2DTranspose`. */
export interface Conv2DTransposeArgs extends WindowArgs<Pair>, KernelArgs {
  /** Rows and columns added at the end of the output, fewer than the strides. Default: what the padding gives. */
  outputPadding?: Pair | null;
}

/**
 * Every input value lays a weighted copy of the filter into the output, `strides` apart.
 * @shape input [batch, height, width, channels] → output [batch, (height − 1)·S + F (valid) or height·S (same), …, filters]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.conv2DTranspose({ filters: 16, kernelSize: 3, strides: 2, padding: 'same' }); // 8×8×32 → 16×16×16
 */
export function conv2DTranspose(args: Conv2DTransposeArgs): Layer {
  return new Conv2DTranspose(args);
}

class Conv2DTranspose extends TransposedConvolutionLayer {
  static readonly className = 'Conv2DTranspose';

  constructor(args: Conv2DTransposeArgs) {
    super(args, 2);
  }
}
tf.serialization.registerClass(Conv2DTranspose);
