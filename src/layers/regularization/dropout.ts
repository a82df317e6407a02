/** Inverted dropout: drops values in training and scales the others up, so that the expectation is kept.
 *  Srivastava et al. 2014, "Dropout: A Simple Way to Prevent Neural Networks from Overfitting".
 *  Mirrors keras.layers.Dropout; tfjs's own draws the same mask at every step when it is given a seed. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { maskShape } from './maskShape.js';
import { type NoiseShapeArgs, noiseSchema } from './noiseArguments.js';
import { NoiseLayer } from './noiseLayer.js';

/** Arguments of `layers.dropout`. */
export interface DropoutArgs extends NoiseShapeArgs {}

/**
 * In training every value is kept with probability 1 − rate and divided by it; otherwise nothing happens.
 * @shape any → the same
 * @throws {ArgumentError} if rate is outside [0, 1), and for a noiseShape that does not fit the input
 * @example layers.dropout({ rate: 0.5 });
 */
export function dropout(args: DropoutArgs): Layer {
  return new Dropout(args);
}

class Dropout extends NoiseLayer<typeof noiseSchema> {
  static readonly className = 'Dropout';

  constructor(args: DropoutArgs) {
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
    return tf.mul(x, this.mask(rate, maskShape(this.label, noiseShape, x.shape) as number[]));
  }

  private mask(rate: number, shape: number[]): Tensor {
    return dropMask(this.draw('uniform', shape), rate);
  }
}
tf.serialization.registerClass(Dropout);

/** 0 where a uniform draw is below the rate, 1/(1 − rate) elsewhere. */
export function dropMask(draw: Tensor, rate: number): Tensor {
  return tf.mul(tf.cast(tf.greaterEqual(draw, rate), 'float32'), 1 / (1 - rate));
}
