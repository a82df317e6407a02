/** Rectified linear units and their kin. Mirrors keras.layers.ReLU, LeakyReLU and ELU. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { nullable, number, optional } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import type { Layer, LayerArgs } from '../layer.js';

/** Arguments of `layers.reLU`. */
export interface ReLUArgs extends LayerArgs {
  /** What larger values are cut to. Default: nothing is cut. */
  maxValue?: number | null;
  /** The slope below the threshold. Default 0. */
  negativeSlope?: number;
  /** Where the function begins to rise. Default 0. */
  threshold?: number;
}

/**
 * x from the threshold to maxValue, maxValue above, negativeSlope · (x − threshold) below.
 * @shape any → the same
 * @throws {ArgumentError} for a negative argument
 * @example layers.reLU();
 */
export function reLU(args: ReLUArgs = {}): Layer {
  return new ReLU(args);
}

const reLUSchema = {
  maxValue: nullable(number(0)),
  negativeSlope: optional(number(0), 0),
  threshold: optional(number(0), 0),
};

class ReLU extends ElementwiseLayer<typeof reLUSchema> {
  static readonly className = 'ReLU';

  constructor(args: ReLUArgs) {
    super(args, reLUSchema);
  }

  protected override compute(x: Tensor): Tensor {
    const { maxValue, negativeSlope, threshold } = this.settings;
    if (threshold === 0 && maxValue === null) {
      return negativeSlope === 0 ? tf.relu(x) : tf.leakyRelu(x, negativeSlope);
    }
    const above = maxValue === null ? x : tf.minimum(x, maxValue);
    const below = tf.mul(negativeSlope, tf.sub(x, threshold));
    return tf.where(tf.greaterEqual(x, threshold), above, below);
  }
}
tf.serialization.registerClass(ReLU);

/** Arguments of `layers.leakyReLU`. */
export interface LeakyReLUArgs extends LayerArgs {
  /** The slope below 0. Default 0.3, as in Keras's layer (Keras's function `leaky_relu` has 0.2). */
  negativeSlope?: number;
}

/**
 * x above 0, negativeSlope · x below: keeps a gradient where ReLU has none.
 * Maas, Hannun & Ng 2013, "Rectifier Nonlinearities Improve Neural Network Acoustic Models".
 * @shape any → the same
 * @throws {ArgumentError} for a negative slope
 * @example layers.leakyReLU({ negativeSlope: 0.1 });
 */
export function leakyReLU(args: LeakyReLUArgs = {}): Layer {
  return new LeakyReLU(args);
}

const leakySchema = { negativeSlope: optional(number(0), 0.3) };

class LeakyReLU extends ElementwiseLayer<typeof leakySchema> {
  static readonly className = 'LeakyReLU';

  constructor(args: LeakyReLUArgs) {
    super(args, leakySchema);
  }

  protected override compute(x: Tensor): Tensor {
    return tf.leakyRelu(x, this.settings.negativeSlope);
  }
}
tf.serialization.registerClass(LeakyReLU);

/** Arguments of `layers.elu`. */
export interface ELUArgs extends LayerArgs {
  /** What the function falls to, negated. Default 1. */
  alpha?: number;
}

/**
 * x above 0, alpha · (exp(x) − 1) below.
 * Clevert, Unterthiner & Hochreiter 2016, "Fast and Accurate Deep Network Learning by Exponential Linear Units".
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments
 * @example layers.elu({ alpha: 0.5 });
 */
export function elu(args: ELUArgs = {}): Layer {
  return new ELU(args);
}

const eluSchema = { alpha: optional(number(), 1) };

class ELU extends ElementwiseLayer<typeof eluSchema> {
  static readonly className = 'ELU';

  constructor(args: ELUArgs) {
    super(args, eluSchema);
  }

  protected override compute(x: Tensor): Tensor {
    const { alpha } = this.settings;
    if (alpha === 1) return tf.elu(x);
    return tf.where(tf.greaterEqual(x, 0), x, tf.mul(alpha, tf.elu(x)));
  }
}
tf.serialization.registerClass(ELU);
