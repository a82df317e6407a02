/** Mean over all places. Mirrors keras.layers.GlobalAveragePooling1D, …2D and …3D. Lin, Chen & Yan 2014, "Network In
 *  Network". */
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type GlobalPoolingArgs, GlobalPoolingLayer } from './globalPoolingLayer.js';

/**
 * The mean of every feature map.
 * @shape input [batch, steps, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalAveragePooling1D({ inputShape: [20, 4] }); // 20×4 → 4
 */
export function globalAveragePooling1D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalAveragePooling1D(args);
}

class GlobalAveragePooling1D extends GlobalPoolingLayer {
  static readonly className = 'GlobalAveragePooling1D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 1, 'average');
  }
}
tf.serialization.registerClass(GlobalAveragePooling1D);

/**
 * The mean of every feature map.
 * @shape input [batch, height, width, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalAveragePooling2D({ inputShape: [5, 5, 2048] }); // 5×5×2048 → 2048
 */
export function globalAveragePooling2D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalAveragePooling2D(args);
}

class GlobalAveragePooling2D extends GlobalPoolingLayer {
  static readonly className = 'GlobalAveragePooling2D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 2, 'average');
  }
}
tf.serialization.registerClass(GlobalAveragePooling2D);

/**
 * The mean of every feature map.
 * @shape input [batch, depth, height, width, channels] → output [batch, channels]
 * @throws {ArgumentError} for an input of another rank
 * @example layers.globalAveragePooling3D({ inputShape: [8, 8, 8, 16] }); // 8×8×8×16 → 16
 */
export function globalAveragePooling3D(args: GlobalPoolingArgs = {}): Layer {
  return new GlobalAveragePooling3D(args);
}

class GlobalAveragePooling3D extends GlobalPoolingLayer {
  static readonly className = 'GlobalAveragePooling3D';

  constructor(args: GlobalPoolingArgs) {
    super(args, 3, 'average');
  }
}
tf.serialization.registerClass(GlobalAveragePooling3D);
