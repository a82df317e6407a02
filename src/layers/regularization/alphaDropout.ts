/** Dropout that keeps mean and variance of SELU activations. Klambauer et al. 2017, "Self-Normalizing Neural Networks".
 *  Mirrors keras.layers.AlphaDropout. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { maskShape } from './maskShape.js';
import { type NoiseShapeArgs, noiseSchema } from './noiseArguments.js';
import { NoiseLayer } from './noiseLayer.js';

/** Arguments of `layers.alphaDropout`. */
export interface AlphaDropoutArgs extends NoiseShapeArgs {}

/**
 * In training, sets values to SELU's lowest, −1.758, with probability `rate`, then scales and shifts all, so that
 * inputs of mean 0 and variance 1 keep them; otherwise nothing happens.
 * @shape any → the same
 * @throws {ArgumentError} if rate is outside [0, 1), and for a noiseShape that does not fit the input
 * @example layers.alphaDropout({ rate: 0.1 });
 */
export function alphaDropout(args: AlphaDropoutArgs): Layer {
  return new AlphaDropout(args);
}

/** What SELU falls to: −α · λ. */
const lowest = -1.6732632423543772 * 1.0507009873554805;

class AlphaDropout extends NoiseLayer<typeof noiseSchema> {
  static readonly className = 'AlphaDropout';

  constructor(args: AlphaDropoutArgs) {
    super(args, noiseSchema);
  }

  protected override get isActive(): boolean {
    return this.settings.rate > 0;
  }

  protected override requireShape(shape: Shape): void {
    maskShape(this.label, this.settings.noiseShape, shape);
  }

  protected override disturb(x: Tensor): Tensor {
    const { rate, noiseShape } = this.settings;
    const shape = maskShape(this.label, noiseShape, x.shape) as number[];
    const kept = tf.cast(tf.greaterEqual(this.draw('uniform', shape), rate), 'float32');
    const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * lowest ** 2));
    const disturbed = tf.add(tf.mul(x, kept), tf.mul(tf.sub(1, kept), lowest));
    return tf.add(tf.mul(disturbed, scale), -scale * lowest * rate);
  }
}
tf.serialization.registerClass(AlphaDropout);
