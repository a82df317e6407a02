/** Minimum over windows. Keras has no such layer: −maxPooling(−x), written like keras.layers.MaxPooling2D. */
import { tf } from '../../engine/index.js';
import type { Pair, Triple } from '../convolution/convolutionArguments.js';
import type { Layer } from '../layer.js';
import { type PoolingArgs, PoolingLayer } from './poolingLayer.js';

/** Arguments of `layers.minPooling1D`. */
export interface MinPooling1DArgs extends PoolingArgs<number | [number]> {}

/**
 * The smallest value of every window, channel by channel.
 * @shape input [batch, steps, channels] → output [batch, (steps − pool)/stride + 1, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.minPooling1D({ poolSize: 2, inputShape: [20, 4] }); // 20×4 → 10×4
 */
export function minPooling1D(args: MinPooling1DArgs = {}): Layer {
  return new MinPooling1D(args);
}

class MinPooling1D extends PoolingLayer {
  static readonly className = 'MinPooling1D';

  constructor(args: MinPooling1DArgs) {
    super(args, 1, 'min');
  }
}
tf.serialization.registerClass(MinPooling1D);

/** Arguments of `layers.minPooling2D`. */
export interface MinPooling2DArgs extends PoolingArgs<Pair> {}

/**
 * The smallest value of every window, channel by channel.
 * @shape input [batch, height, width, channels] → output [batch, (height − pool)/stride + 1, …, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.minPooling2D({ poolSize: 2, inputShape: [30, 30, 32] }); // 30×30×32 → 15×15×32
 */
export function minPooling2D(args: MinPooling2DArgs = {}): Layer {
  return new MinPooling2D(args);
}

class MinPooling2D extends PoolingLayer {
  static readonly className = 'MinPooling2D';

  constructor(args: MinPooling2DArgs) {
    super(args, 2, 'min');
  }
}
tf.serialization.registerClass(MinPooling2D);

/** Arguments of `layers.minPooling3D`. */
export interface MinPooling3DArgs extends PoolingArgs<Triple> {}

/**
 * The smallest value of every window, channel by channel.
 * @shape input [batch, depth, height, width, channels] → output [batch, (depth − pool)/stride + 1, …, …, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.minPooling3D({ poolSize: 2, inputShape: [16, 32, 32, 3] }); // 16×32×32×3 → 8×16×16×3
 */
export function minPooling3D(args: MinPooling3DArgs = {}): Layer {
  return new MinPooling3D(args);
}

class MinPooling3D extends PoolingLayer {
  static readonly className = 'MinPooling3D';

  constructor(args: MinPooling3DArgs) {
    super(args, 3, 'min');
  }
}
tf.serialization.registerClass(MinPooling3D);
