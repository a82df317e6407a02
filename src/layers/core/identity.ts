/** Mirrors keras.layers.Identity. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';

/**
 * Lets its input pass.
 * @shape any → the same
 * @example layers.identity({ name: 'features' });
 */
export function identity(args: LayerArgs = {}): Layer {
  return new Identity(args);
}

class Identity extends ElementwiseLayer<Record<never, never>> {
  static readonly className = 'Identity';
  protected override readonly computesWithFloats = false;

  constructor(args: LayerArgs) {
    super(args, {});
  }

  protected override compute(x: Tensor): Tensor {
    return x;
  }
}
tf.serialization.registerClass(Identity);
