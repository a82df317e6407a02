/** Transposed convolution of sequences. Mirrors keras.layers.Conv1DTranspose. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { KernelArgs, WindowArgs } from './convolutionArguments.js';
import { TransposedConvolutionLayer } from './transposedConvolutionLayer.js';

/** Arguments of `layers.conv1DTranspose`. */
export interface Conv1DTransposeArgs extends WindowArgs<number | [number]>, KernelArgs {
  /** Steps added at the end of the output, fewer than the strides. Default: what the padding gives. */
  outputPadding?: number | [number] | null;
}

/**
 * Every step lays a weighted copy of the filter into the output, `strides` apart.
 * @shape input [batch, steps, channels] → output [batch, (steps − 1)·S + F (valid) or steps·S (same), filters]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.conv1DTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }); // 10×8 → 20×4
 */
export function conv1DTranspose(args: Conv1DTransposeArgs): Layer {
  return new Conv1DTranspose(args);
}

class Conv1DTranspose extends TransposedConvolutionLayer {
  static readonly className = 'Conv1DTranspose';

  constructor(args: Conv1DTransposeArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(Conv1DTranspose);
