/** Adaptive mean. Mirrors keras.layers.AdaptiveAveragePooling1D, …2D and …3D. */
import { tf } from '../../engine/index.js';
import type { Pair, Triple } from '../convolution/convolutionArguments.js';
import type { Layer } from '../layer.js';
import { type AdaptivePoolingArgs, AdaptivePoolingLayer } from './adaptivePoolingLayer.js';

/** Arguments of `layers.adaptiveAveragePooling1D`. */
export interface AdaptiveAveragePooling1DArgs extends AdaptivePoolingArgs<number | [number]> {}

/**
 * The mean of every window; windows are chosen so that the output has the size that is asked for.
 * @shape input [batch, steps, channels] → output [batch, size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.adaptiveAveragePooling1D({ outputSize: 3, inputShape: [20, 4] }); // 20×4 → 3×4
 */
export function adaptiveAveragePooling1D(args: AdaptiveAveragePooling1DArgs): Layer {
  return new AdaptiveAveragePooling1D(args);
}

class AdaptiveAveragePooling1D extends AdaptivePoolingLayer {
  static readonly className = 'AdaptiveAveragePooling1D';

  constructor(args: AdaptiveAveragePooling1DArgs) {
    super(args, 1, 'average');
  }
}
tf.serialization.registerClass(AdaptiveAveragePooling1D);

/** Arguments of `layers.adaptiveAveragePooling2D`. */
export interface AdaptiveAveragePooling2DArgs extends AdaptivePoolingArgs<Pair> {}

/**
 * The mean of every window; windows are chosen so that the output has the size that is asked for.
 * @shape input [batch, height, width, channels] → output [batch, size, size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.adaptiveAveragePooling2D({ outputSize: 3, inputShape: [7, 5, 64] }); // 7×5×64 → 3×3×64
 */
export function adaptiveAveragePooling2D(args: AdaptiveAveragePooling2DArgs): Layer {
  return new AdaptiveAveragePooling2D(args);
}

class AdaptiveAveragePooling2D extends AdaptivePoolingLayer {
  static readonly className = 'AdaptiveAveragePooling2D';

  constructor(args: AdaptiveAveragePooling2DArgs) {
    super(args, 2, 'average');
  }
}
tf.serialization.registerClass(AdaptiveAveragePooling2D);

/** Arguments of `layers.adaptiveAveragePooling3D`. */
export interface AdaptiveAveragePooling3DArgs extends AdaptivePoolingArgs<Triple> {}

/**
 * The mean of every window; windows are chosen so that the output has the size that is asked for.
 * @shape input [batch, depth, height, width, channels] → output [batch, size, size, size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.adaptiveAveragePooling3D({ outputSize: 2, inputShape: [8, 7, 5, 16] }); // 8×7×5×16 → 2×2×2×16
 */
export function adaptiveAveragePooling3D(args: AdaptiveAveragePooling3DArgs): Layer {
  return new AdaptiveAveragePooling3D(args);
}

class AdaptiveAveragePooling3D extends AdaptivePoolingLayer {
  static readonly className = 'AdaptiveAveragePooling3D';

  constructor(args: AdaptiveAveragePooling3DArgs) {
    super(args, 3, 'average');
  }
}
tf.serialization.registerClass(AdaptiveAveragePooling3D);
