/** Mean over windows. Mirrors keras.layers.AveragePooling1D, AveragePooling2D and AveragePooling3D. */
import { tf } from '../../engine/index.js';
import type { Pair, Triple } from '../convolution/convolutionArguments.js';
import type { Layer } from '../layer.js';
import { type PoolingArgs, PoolingLayer } from './poolingLayer.js';

/** Arguments of `layers.averagePooling1D`. */
export interface AveragePooling1DArgs extends PoolingArgs<number | [number]> {}

/**
 * The mean of every window, channel by channel.
 * @shape input [batch, steps, channels] → output [batch, (steps − pool)/stride + 1, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.averagePooling1D({ poolSize: 2, inputShape: [20, 4] }); // 20×4 → 10×4
 */
export function averagePooling1D(args: AveragePooling1DArgs = {}): Layer {
  return new AveragePooling1D(args);
}

class AveragePooling1D extends PoolingLayer {
  static readonly className = 'AveragePooling1D';

  constructor(args: AveragePooling1DArgs) {
    super(args, 1, 'average');
  }
}
tf.serialization.registerClass(AveragePooling1D);

/** Arguments of `layers.averagePooling2D`. */
export interface AveragePooling2DArgs extends PoolingArgs<Pair> {}

/**
 * The mean of every window, channel by channel.
 * @shape input [batch, height, width, channels] → output [batch, (height − pool)/stride + 1, …, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.averagePooling2D({ poolSize: 2, inputShape: [30, 30, 32] }); // 30×30×32 → 15×15×32
 */
export function averagePooling2D(args: AveragePooling2DArgs = {}): Layer {
  return new AveragePooling2D(args);
}

class AveragePooling2D extends PoolingLayer {
  static readonly className = 'AveragePooling2D';

  constructor(args: AveragePooling2DArgs) {
    super(args, 2, 'average');
  }
}
tf.serialization.registerClass(AveragePooling2D);

/** Arguments of `layers.averagePooling3D`. */
export interface AveragePooling3DArgs extends PoolingArgs<Triple> {}

/**
 * The mean of every window, channel by channel.
 * @shape input [batch, depth, height, width, channels] → output [batch, (depth − pool)/stride + 1, …, …, channels]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where the window does not fit its input
 * @example layers.averagePooling3D({ poolSize: 2, inputShape: [16, 32, 32, 3] }); // 16×32×32×3 → 8×16×16×3
 */
export function averagePooling3D(args: AveragePooling3DArgs = {}): Layer {
  return new AveragePooling3D(args);
}

class AveragePooling3D extends PoolingLayer {
  static readonly className = 'AveragePooling3D';

  constructor(args: AveragePooling3DArgs) {
    super(args, 3, 'average');
  }
}
tf.serialization.registerClass(AveragePooling3D);
