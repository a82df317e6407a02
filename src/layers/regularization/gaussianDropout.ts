/** Multiplied noise of dropout's variance. Srivastava et al. 2014. Mirrors keras.layers.GaussianDropout. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Layer } from '../layer.js';
import { type RateArgs, rateSchema } from './noiseArguments.js';
import { NoiseLayer } from './noiseLayer.js';

/** Arguments of `layers.gaussianDropout`. */
export interface GaussianDropoutArgs extends RateArgs {}

/**
 * In training, multiplies with normal noise of mean 1 and deviation √(rate / (1 − rate)); otherwise nothing happens.
 * @shape any → the same
 * @throws {ArgumentError} if rate is outside [0, 1)
 * @example layers.gaussianDropout({ rate: 0.3 });
 */
export function gaussianDropout(args: GaussianDropoutArgs): Layer {
  return new GaussianDropout(args);
}

class GaussianDropout extends NoiseLayer<typeof rateSchema> {
  static readonly className = 'GaussianDropout';

  constructor(args: GaussianDropoutArgs) {
    super(args, rateSchema);
  }

  protected override get isActive(): boolean {
    return this.settings.rate > 0;
  }

  protected override disturb(x: Tensor): Tensor {
    const { rate } = this.settings;
    const noise = tf.mul(this.draw('normal', x.shape), Math.sqrt(rate / (1 - rate)));
    return tf.mul(x, tf.add(noise, 1));
  }
}
tf.serialization.registerClass(GaussianDropout);
