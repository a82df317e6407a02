/** Activation functions as layers. Mirrors keras.layers.Activation, ReLU and Softmax. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { type Activation, activationFunction } from './activations.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';

export type { Activation } from './activations.js';

export interface ActivationArgs extends LayerArgs {
  activation: Activation;
}

/**
 * Applies a function to every element (softmax: to every row).
 * @shape any → the same
 * @throws {ArgumentError} for a name that is none
 * @example layers.activation({ activation: 'relu' })
 */
export function activation(args: ActivationArgs): Layer {
  activationFunction('activation', args.activation);
  return new ActivationLayer(named('activation', args));
}

class ActivationLayer extends tf.layers.Layer {
  static className = 'Activation';
  readonly activation: Activation;

  constructor(args: ActivationArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.activation = args.activation;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => activationFunction('activation', this.activation)(onlyInput(inputs)));
  }

  override getConfig(): serialization.ConfigDict {
    return { ...super.getConfig(), activation: this.activation };
  }
}
tf.serialization.registerClass(ActivationLayer);

export interface ReLUArgs extends LayerArgs {
  /** What larger values are cut to. Default: nothing is cut. */
  maxValue?: number;
  /** The slope below the threshold. Default 0. */
  negativeSlope?: number;
  /** Where the function begins to rise. Default 0. */
  threshold?: number;
}

/**
 * x from the threshold to maxValue, maxValue above, negativeSlope · (x − threshold) below.
 * @shape any → the same
 * @example layers.reLU()
 */
export function reLU(args: ReLUArgs = {}): Layer {
  return new ReLU(named('re_lu', args));
}

class ReLU extends tf.layers.Layer {
  static className = 'ReLU';
  private readonly maxValue: number;
  private readonly negativeSlope: number;
  private readonly threshold: number;

  constructor(args: ReLUArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.maxValue = args.maxValue ?? Number.POSITIVE_INFINITY;
    this.negativeSlope = args.negativeSlope ?? 0;
    this.threshold = args.threshold ?? 0;
    this.supportsMasking = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs);
      const { maxValue, negativeSlope, threshold } = this;
      const isPlain = negativeSlope === 0 && threshold === 0;
      if (isPlain && maxValue === Number.POSITIVE_INFINITY) return tf.relu(x);
      const above = maxValue === Number.POSITIVE_INFINITY ? x : tf.minimum(x, maxValue);
      const below = tf.mul(negativeSlope, tf.sub(x, threshold));
      return tf.where(tf.greaterEqual(x, threshold), above, below);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { negativeSlope, threshold } = this;
    const config: serialization.ConfigDict = { ...super.getConfig(), negativeSlope, threshold };
    if (Number.isFinite(this.maxValue)) config.maxValue = this.maxValue;
    return config;
  }
}
tf.serialization.registerClass(ReLU);

/**
 * exp(xᵢ) / Σ exp(xⱼ) over the last axis: positive, sums to 1.
 * @shape any → the same
 * @example layers.softmax()
 */
export function softmax(args: LayerArgs = {}): Layer {
  return tf.layers.softmax(named('softmax', args));
}
