/** Maximum over windows. Mirrors keras.layers.MaxPooling1D, MaxPooling2D and MaxPooling3D. */
import { tf } from '../../engine/index.js';
import type { Pair, Triple } from '../convolution/convolutionArguments.js';
import type { Layer } from '../layer.js';
import { type PoolingArgs, PoolingLayer } from './poolingLayer.js';

/** Arguments of `layers.maxPooling1D`. */
export interface MaxPooling1DArgs extends PoolingArgs<number | [number]> {}

/**
 * The largest value of every window, channel by channel.
 * @shape input [batch, steps, channels] → output [batch, (steps − pool)/stride + 1, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.maxPooling1D({ poolSize: 2, inputShape: [20, 4] }); // 20×4 → 10×4
 */
export function maxPooling1D(args: MaxPooling1DArgs = {}): Layer {
  return new MaxPooling1D(args);
}

class MaxPooling1D extends PoolingLayer {
  static readonly className = 'MaxPooling1D';

  constructor(args: MaxPooling1DArgs) {
    super(args, 1, 'max');
  }
}
tf.serialization.registerClass(MaxPooling1D);

/** Arguments of `layers.maxPooling2D`. */
export interface MaxPooling2DArgs extends PoolingArgs<Pair> {}

/**
 * The largest value of every window, channel by channel.
 * @shape input [batch, height, width, channels] → output [batch, (height − pool)/stride + 1, …, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.maxPooling2D({ poolSize: 2, inputShape: [30, 30, 32] }); // 30×30×32 → 15×15×32
 */
export function maxPooling2D(args: MaxPooling2DArgs = {}): Layer {
  return new MaxPooling2D(args);
}

class MaxPooling2D extends PoolingLayer {
  static readonly className = 'MaxPooling2D';

  constructor(args: MaxPooling2DArgs) {
    super(args, 2, 'max');
  }
}
tf.serialization.registerClass(MaxPooling2D);

/** Arguments of `layers.maxPooling3D`. */
export interface MaxPooling3DArgs extends PoolingArgs<Triple> {}

/**
 * The largest value of every window, channel by channel.
 * @shape input [batch, depth, height, width, channels] → output [batch, (depth − pool)/stride + 1, …, …, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.maxPooling3D({ poolSize: 2, inputShape: [16, 32, 32, 3] }); // 16×32×32×3 → 8×16×16×3
 */
export function maxPooling3D(args: MaxPooling3DArgs = {}): Layer {
  return new MaxPooling3D(args);
}

class MaxPooling3D extends PoolingLayer {
  static readonly className = 'MaxPooling3D';

  constructor(args: MaxPooling3DArgs) {
    super(args, 3, 'max');
  }
}
tf.serialization.registerClass(MaxPooling3D);
