/** Local response normalization across channels. Krizhevsky, Sutskever & Hinton 2012, "ImageNet Classification with Deep
 *  Convolutional Neural Networks" (AlexNet: depthRadius 2, bias 2, alpha 1e-4, beta 0.75). Keras has no such layer;
 *  arguments and defaults are those of tf.nn.local_response_normalization. */
import type { Shape, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { complaint, number, optional, type Reader } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { shapeText } from '../shapes.js';

/** Arguments of `layers.localResponseNormalization`. */
export interface LocalResponseNormalizationArgs extends LayerArgs {
  /** How many neighbors on each side count. Default 5. */
  depthRadius?: number;
  /** Default 1. */
  bias?: number;
  /** What the sum of squares is multiplied with. Default 1. */
  alpha?: number;
  /** Default 0.5. */
  beta?: number;
}

/**
 * xᵢ / (bias + alpha · Σⱼ xⱼ²)^beta, the sum over the channels j from i − depthRadius to i + depthRadius.
 * @shape input [batch, height, width, channels] → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.localResponseNormalization({ depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75, inputShape: [27, 27, 96] });
 */
export function localResponseNormalization(args: LocalResponseNormalizationArgs = {}): Layer {
  return new LocalResponseNormalization(args);
}

const radius: Reader<number> = (value, where) => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw complaint(where, 'a whole number of at least 0', value);
};

const schema = {
  depthRadius: optional(radius, 5),
  bias: optional(number(), 1),
  alpha: optional(number(), 1),
  beta: optional(number(), 0.5),
};

class LocalResponseNormalization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'LocalResponseNormalization';

  constructor(args: LocalResponseNormalizationArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    if (shape.length === 4) return;
    throw new ArgumentError(
      `${this.label}: an input [batch, height, width, channels] is expected; received ${shapeText(shape)}.`,
    );
  }

  protected override compute(x: Tensor): Tensor {
    const { depthRadius, bias, alpha, beta } = this.settings;
    return tf.localResponseNormalization(x as Tensor4D, depthRadius, bias, alpha, beta);
  }
}
tf.serialization.registerClass(LocalResponseNormalization);
