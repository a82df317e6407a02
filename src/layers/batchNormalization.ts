/** Batch normalization. Ioffe & Szegedy 2015, "Batch Normalization: Accelerating Deep Network Training by Reducing
 *  Internal Covariate Shift". Mirrors keras.layers.BatchNormalization. tfjs's own goes on using and updating batch
 *  statistics when it is frozen, and fails in training without scale or center. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import { onlyShape } from './arguments.js';
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';

export interface BatchNormalizationArgs extends LayerArgs {
  /** The axis of the channels: each has a mean and a variance of its own. Default −1, the last. */
  axis?: number;
  /** How much of the moving statistics every batch keeps. Default 0.99. */
  momentum?: number;
  /** Added to the variance. Default 0.001. */
  epsilon?: number;
  /** Whether β is added. Default true. */
  center?: boolean;
  /** Whether γ multiplies. Default true. */
  scale?: boolean;
  betaInitializer?: InitializerArgument;
  gammaInitializer?: InitializerArgument;
  movingMeanInitializer?: InitializerArgument;
  movingVarianceInitializer?: InitializerArgument;
}

/**
 * γ · (x − mean) / √(variance + ε) + β. In training mean and variance are the batch's, and the moving ones follow:
 * moving ← momentum · moving + (1 − momentum) · batch. Otherwise, and always while frozen, they are the moving ones.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments, and where the channels' number is not known
 * @example layers.batchNormalization() // over batch, height and width, by channel
 */
export function batchNormalization(args: BatchNormalizationArgs = {}): Layer {
  const { momentum = 0.99, epsilon = 0.001 } = args;
  if (!(momentum >= 0 && momentum <= 1)) {
    throw new ArgumentError(`batchNormalization: momentum must be in [0, 1]; received ${momentum}.`);
  }
  if (!(epsilon > 0))
    throw new ArgumentError(`batchNormalization: epsilon must be positive; received ${epsilon}.`);
  return new BatchNormalization(named('batch_normalization', args));
}

type Weight = ReturnType<Layer['addWeight']>;

class BatchNormalization extends tf.layers.Layer {
  static className = 'BatchNormalization';
  private readonly args: BatchNormalizationArgs;
  private gamma: Weight | undefined;
  private beta: Weight | undefined;
  private movingMean!: Weight;
  private movingVariance!: Weight;

  constructor(args: BatchNormalizationArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.args = args;
    this.supportsMasking = true;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(inputShape);
    const size = shape.at(this.axisIn(shape));
    if (typeof size !== 'number') {
      throw new ArgumentError(
        `batchNormalization "${this.name}": axis ${this.args.axis ?? -1} of [${shape.join(', ')}] has no known length.`,
      );
    }
    const { args } = this;
    const add = (name: string, initializer: InitializerArgument, trainable: boolean): Weight =>
      this.addWeight(name, [size], 'float32', seededInitializer(initializer), undefined, trainable);
    if (args.scale ?? true) this.gamma = add('gamma', args.gammaInitializer ?? 'ones', true);
    if (args.center ?? true) this.beta = add('beta', args.betaInitializer ?? 'zeros', true);
    this.movingMean = add('moving_mean', args.movingMeanInitializer ?? 'zeros', false);
    this.movingVariance = add('moving_variance', args.movingVarianceInitializer ?? 'ones', false);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return inputShape;
  }

  override call(inputs: Tensor | Tensor[], kwargs: { training?: boolean }): Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs);
      const usesBatch = kwargs.training === true && this.trainable;
      const statistics = usesBatch
        ? this.batchStatistics(x)
        : [this.movingMean.read(), this.movingVariance.read()];
      const axis = this.axisIn(x.shape);
      const broadcast = x.shape.map((size, index) => (index === axis ? size : 1));
      const spread = (values: Tensor): Tensor =>
        axis === x.shape.length - 1 ? values : tf.reshape(values, broadcast);
      const [mean, variance] = statistics as [Tensor, Tensor];
      const inverse = tf.rsqrt(tf.add(variance, this.args.epsilon ?? 0.001));
      const factor = this.gamma === undefined ? inverse : tf.mul(inverse, this.gamma.read());
      const scaled = tf.mul(tf.sub(x, spread(mean)), spread(factor));
      return this.beta === undefined ? scaled : tf.add(scaled, spread(this.beta.read()));
    });
  }

  /** The batch's mean and variance, which the moving ones follow at once. */
  private batchStatistics(x: Tensor): [Tensor, Tensor] {
    const axis = this.axisIn(x.shape);
    const { mean, variance } = tf.moments(
      x,
      x.shape.map((_, index) => index).filter((index) => index !== axis),
    );
    const momentum = this.args.momentum ?? 0.99;
    const follow = (moving: Weight, batch: Tensor): void => {
      moving.write(tf.add(tf.mul(moving.read(), momentum), tf.mul(batch, 1 - momentum)));
    };
    follow(this.movingMean, mean);
    follow(this.movingVariance, variance);
    return [mean, variance];
  }

  private axisIn(shape: Shape): number {
    const axis = this.args.axis ?? -1;
    return axis < 0 ? shape.length + axis : axis;
  }

  override getConfig(): serialization.ConfigDict {
    const { axis = -1, momentum = 0.99, epsilon = 0.001, center = true, scale = true } = this.args;
    return { ...super.getConfig(), axis, momentum, epsilon, center, scale };
  }
}
tf.serialization.registerClass(BatchNormalization);
