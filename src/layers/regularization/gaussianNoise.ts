/** Added noise. Mirrors keras.layers.GaussianNoise. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { number, seed } from '../arguments.js';
import type { Layer } from '../layer.js';
import type { SeedArgs } from './noiseArguments.js';
import { NoiseLayer } from './noiseLayer.js';

/** Arguments of `layers.gaussianNoise`. */
export interface GaussianNoiseArgs extends SeedArgs {
  /** The noise's standard deviation, from 0 to 1 (as Keras has it). */
  stddev: number;
}

/**
 * In training, adds normal noise of mean 0; otherwise nothing happens.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.gaussianNoise({ stddev: 0.1 });
 */
export function gaussianNoise(args: GaussianNoiseArgs): Layer {
  return new GaussianNoise(args);
}

const schema = { stddev: number(0, 1), seed };

class GaussianNoise extends NoiseLayer<typeof schema> {
  static readonly className = 'GaussianNoise';

  constructor(args: GaussianNoiseArgs) {
    super(args, schema);
  }

  protected override get isActive(): boolean {
    return this.settings.stddev > 0;
  }

  protected override disturb(x: Tensor): Tensor {
    return tf.add(x, tf.mul(this.draw('normal', x.shape), this.settings.stddev));
  }
}
tf.serialization.registerClass(GaussianNoise);
