/** One number a channel. Mirrors keras.layers.GlobalAveragePooling2D and GlobalMaxPooling2D. */
import { tf } from '../engine/index.js';
import { type Layer, type LayerArgs, named } from './layer.js';

/**
 * The mean of every feature map.
 * @shape input [batch, height, width, channels] → output [batch, channels]
 * @example layers.globalAveragePooling2D() // 5×5×2048 → 2048
 */
export function globalAveragePooling2D(args: LayerArgs = {}): Layer {
  return tf.layers.globalAveragePooling2d(named('global_average_pooling2d', args));
}

/**
 * The largest value of every feature map.
 * @shape input [batch, height, width, channels] → output [batch, channels]
 * @example layers.globalMaxPooling2D() // 5×5×2048 → 2048
 */
export function globalMaxPooling2D(args: LayerArgs = {}): Layer {
  return tf.layers.globalMaxPooling2d(named('global_max_pooling2d', args));
}
