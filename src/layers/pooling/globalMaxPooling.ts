/** Maximum over all places. Mirrors keras.layers.GlobalMaxPooling1D, …2D and …3D. */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type GlobalPoolingArgs, GlobalPoolingLayer } from './globalPoolingLayer.js';

/**
 * The largest value of every feature map.
 * @shape input [batch, steps, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalMaxPooling1D({ inputShape: [20, 4] }); // 20×4 → 4
 */
export function globalMaxPooling1D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalMaxPooling1D(args);
}

class GlobalMaxPooling1D extends GlobalPoolingLayer {
  static readonly className = 'GlobalMaxPooling1D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 1, 'max');
  }
}
tf.serialization.registerClass(GlobalMaxPooling1D);

/**
 * The largest value of every feature map.
 * @shape input [batch, height, width, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalMaxPooling2D({ inputShape: [5, 5, 2048] }); // 5×5×2048 → 2048
 */
export function globalMaxPooling2D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalMaxPooling2D(args);
}

class GlobalMaxPooling2D extends GlobalPoolingLayer {
  static readonly className = 'GlobalMaxPooling2D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 2, 'max');
  }
}
tf.serialization.registerClass(GlobalMaxPooling2D);

/**
 * The largest value of every feature map.
 * @shape input [batch, depth, height, width, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalMaxPooling3D({ inputShape: [8, 8, 8, 16] }); // 8×8×8×16 → 16
 */
export function globalMaxPooling3D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalMaxPooling3D(args);
}

class GlobalMaxPooling3D extends GlobalPoolingLayer {
  static readonly className = 'GlobalMaxPooling3D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 3, 'max');
  }
}
tf.serialization.registerClass(GlobalMaxPooling3D);
