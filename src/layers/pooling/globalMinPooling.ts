/** Minimum over all places. Keras has no such layer; written like keras.layers.GlobalMaxPooling2D. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type GlobalPoolingArgs, GlobalPoolingLayer } from './globalPoolingLayer.js';

/**
 * The smallest value of every feature map.
 * @shape input [batch, steps, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalMinPooling1D({ inputShape: [20, 4] }); // 20×4 → 4
 */
export function globalMinPooling1D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalMinPooling1D(args);
}

class GlobalMinPooling1D extends GlobalPoolingLayer {
  static readonly className = 'GlobalMinPooling1D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 1, 'min');
  }
}
tf.serialization.registerClass(GlobalMinPooling1D);

/**
 * The smallest value of every feature map.
 * @shape input [batch, height, width, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalMinPooling2D({ inputShape: [5, 5, 2048] }); // 5×5×2048 → 2048
 */
export function globalMinPooling2D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalMinPooling2D(args);
}

class GlobalMinPooling2D extends GlobalPoolingLayer {
  static readonly className = 'GlobalMinPooling2D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 2, 'min');
  }
}
tf.serialization.registerClass(GlobalMinPooling2D);

/**
 * The smallest value of every feature map.
 * @shape input [batch, depth, height, width, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalMinPooling3D({ inputShape: [8, 8, 8, 16] }); // 8×8×8×16 → 16
 */
export function globalMinPooling3D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalMinPooling3D(args);
}

class GlobalMinPooling3D extends GlobalPoolingLayer {
  static readonly className = 'GlobalMinPooling3D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 3, 'min');
  }
}
tf.serialization.registerClass(GlobalMinPooling3D);
