/** Any activation function as a layer. Mirrors keras.layers.Activation. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type Activation, activationFunction, activationName } from './functions.js';

/** Arguments of `layers.activation`. */
export interface ActivationArgs extends LayerArgs {
  /** The function's Keras name. */
  activation: Activation;
}

/**
 * Applies a function to every element (softmax: to every row).
 * @shape any → the same
 * @throws {ArgumentError} for a name that is none
 * @example layers.activation({ activation: 'relu' });
 */
export function activation(args: ActivationArgs): Layer {
  return new ActivationLayer(args);
}

const schema = { activation: activationName };

class ActivationLayer extends ElementwiseLayer<typeof schema> {
  static readonly className = 'Activation';

  constructor(args: ActivationArgs) {
    super(args, schema);
  }

  protected override compute(x: Tensor): Tensor {
    return activationFunction(this.settings.activation)(x);
  }
}
tf.serialization.registerClass(ActivationLayer);
