/** Mirrors keras.layers.Flatten. */
import { tf } from '../engine/index.js';
import { type Layer, type LayerArgs, named } from './layer.js';

/**
 * Lays every sample out in one row.
 * @shape input [batch, a, b, c] → output [batch, a·b·c]
 * @example layers.flatten() // 4×4×64 → 1024
 */
export function flatten(args: LayerArgs = {}): Layer {
  return tf.layers.flatten(named('flatten', args));
}
