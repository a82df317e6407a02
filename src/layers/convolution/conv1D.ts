/** 1-D convolution. Mirrors keras.layers.Conv1D. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import type { GroupsArgs, KernelArgs, WindowArgs } from './convolutionArguments.js';
import { ConvolutionLayer } from './convolutionLayer.js';

/** Arguments of `layers.conv1D`. */
export interface Conv1DArgs extends Omit<WindowArgs<number | [number]>, 'padding'>, KernelArgs, GroupsArgs {
  /** `valid`: only where the filter fits inside. `same`: zeros around, output = ceil(input / stride). `causal`: zeros
   *  before, so that no output sees a later step. Default `valid`. */
  padding?: 'valid' | 'same' | 'causal';
}

/**
 * Slides filters over a sequence: output[t, o] = Σ input[t·s + r, i] · kernel[r, i, o] + bias[o].
 * @shape input [batch, steps, channels] → output [batch, (steps + 2P − F)/S + 1, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.conv1D({ filters: 8, kernelSize: 3, padding: 'causal', inputShape: [20, 4] }); // 20×8
 */
export function conv1D(args: Conv1DArgs): Layer {
  return new Conv1D(args);
}

class Conv1D extends ConvolutionLayer {
  static readonly className = 'Conv1D';

  constructor(args: Conv1DArgs) {
    super(args, 1);
  }
}
tf.serialization.registerClass(Conv1D);
