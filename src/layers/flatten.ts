/** Mirrors keras.layers.Flatten; tfjs's own refuses inputs of fewer than three axes. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';

/**
 * Lays every sample out in one row.
 * @shape input [batch, a, b, c] → output [batch, a·b·c]
 * @example layers.flatten() // 4×4×64 → 1024
 */
export function flatten(args: LayerArgs = {}): Layer {
  return new Flatten(named('flatten', args));
}

class Flatten extends tf.layers.Layer {
  static className = 'Flatten';

  override computeOutputShape(inputShape: Shape): Shape {
    const sizes = inputShape.slice(1);
    const isKnown = sizes.every((size) => typeof size === 'number');
    return [inputShape[0]!, isKnown ? sizes.reduce<number>((product, size) => product * size!, 1) : null];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    const x = onlyInput(inputs);
    return tf.reshape(x, [x.shape[0]!, x.size / Math.max(1, x.shape[0]!)]);
  }
}
tf.serialization.registerClass(Flatten);
