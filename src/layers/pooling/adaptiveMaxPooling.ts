/** Adaptive maximum. Mirrors keras.layers.AdaptiveMaxPooling1D, …2D and …3D. */
import { tf } from '../../engine/index.js';
import type { Pair, Triple } from '../convolution/convolutionArguments.js';
import type { Layer } from '../layer.js';
import { type AdaptivePoolingArgs, AdaptivePoolingLayer } from './adaptivePoolingLayer.js';

/** Arguments of `layers.adaptiveMaxPooling1D`. */
export interface AdaptiveMaxPooling1DArgs extends AdaptivePoolingArgs<number | [number]> {}

/**
 * The largest value of every window; windows are chosen so that the output has the size that is asked for.
 * @shape input [batch, steps, channels] → output [batch, size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.adaptiveMaxPooling1D({ outputSize: 3, inputShape: [20, 4] }); // 20×4 → 3×4
 */
export function adaptiveMaxPooling1D(args: AdaptiveMaxPooling1DArgs): Layer {
  return new AdaptiveMaxPooling1D(args);
}

class AdaptiveMaxPooling1D extends AdaptivePoolingLayer {
  static readonly className = 'AdaptiveMaxPooling1D';

  constructor(args: AdaptiveMaxPooling1DArgs) {
    super(args, 1, 'max');
  }
}
tf.serialization.registerClass(AdaptiveMaxPooling1D);

/** Arguments of `layers.adaptiveMaxPooling2D`. */
export interface AdaptiveMaxPooling2DArgs extends AdaptivePoolingArgs<Pair> {}

/**
 * The largest value of every window; windows are chosen so that the output has the size that is asked for.
 * @shape input [batch, height, width, channels] → output [batch, size, size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.adaptiveMaxPooling2D({ outputSize: 3, inputShape: [7, 5, 64] }); // 7×5×64 → 3×3×64
 */
export function adaptiveMaxPooling2D(args: AdaptiveMaxPooling2DArgs): Layer {
  return new AdaptiveMaxPooling2D(args);
}

class AdaptiveMaxPooling2D extends AdaptivePoolingLayer {
  static readonly className = 'AdaptiveMaxPooling2D';

  constructor(args: AdaptiveMaxPooling2DArgs) {
    super(args, 2, 'max');
  }
}
tf.serialization.registerClass(AdaptiveMaxPooling2D);

/** Arguments of `layers.adaptiveMaxPooling3D`. */
export interface AdaptiveMaxPooling3DArgs extends AdaptivePoolingArgs<Triple> {}

/**
 * The largest value of every window; windows are chosen so that the output has the size that is asked for.
 * @shape input [batch, depth, height, width, channels] → output [batch, size, size, size, channels]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.adaptiveMaxPooling3D({ outputSize: 2, inputShape: [8, 7, 5, 16] }); // 8×7×5×16 → 2×2×2×16
 */
export function adaptiveMaxPooling3D(args: AdaptiveMaxPooling3DArgs): Layer {
  return new AdaptiveMaxPooling3D(args);
}

class AdaptiveMaxPooling3D extends AdaptivePoolingLayer {
  static readonly className = 'AdaptiveMaxPooling3D';

  constructor(args: AdaptiveMaxPooling3DArgs) {
    super(args, 3, 'max');
  }
}
tf.serialization.registerClass(AdaptiveMaxPooling3D);
