/** Batch normalization. Ioffe & Szegedy 2015, "Batch Normalization: Accelerating Deep Network Training by Reducing
 *  Internal Covariate Shift". Mirrors keras.layers.BatchNormalization. tfjs's own goes on using and updating batch
 *  statistics when it is frozen, and fails in training without scale or center. */
import type { Shape, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { boolean, complaint, integer, nullable, number, optional, type Reader } from '../arguments.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Ones, Zeros } from '../initializers/fixedWeights.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer } from '../layer.js';
import { axisIn, knownLength } from '../shapes.js';
import { normalizeBatch } from './normalizeBatch.js';
import { type ScaleAndCenterArgs, scaleAndCenterSchema } from './scaleAndCenter.js';

/** Arguments of `layers.batchNormalization`. */
export interface BatchNormalizationArgs extends ScaleAndCenterArgs {
  /** The axis of the channels: each has a mean and a variance of its own. Default −1, the last. */
  axis?: number;
  /** How much of the moving statistics every batch keeps. Default 0.99. */
  momentum?: number;
  /** Default `zeros`. */
  movingMeanInitializer?: InitializerArgument;
  /** Default `ones`. */
  movingVarianceInitializer?: InitializerArgument;
}

/**
 * γ · (x − mean) / √(variance + ε) + β. In training mean and variance are the batch's, and the moving ones follow:
 * moving ← momentum · moving + (1 − momentum) · batch. Otherwise, and always while frozen, they are the moving ones.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments, and where the channels' number is not known
 * @example layers.batchNormalization({ inputShape: [30, 30, 32] }); // over batch, height and width, by channel
 */
export function batchNormalization(args: BatchNormalizationArgs = {}): Layer {
  return new BatchNormalization(args);
}

/** Keras's arguments of a variant that is not computed here: they must be off. */
const off: Reader<boolean> = (value, where) => {
  if (value === false) return false;
  throw complaint(where, 'false: batch renormalization is not available', value);
};

const schema = {
  ...scaleAndCenterSchema,
  axis: optional(integer, -1),
  momentum: optional(number(0, 1), 0.99),
  movingMeanInitializer: optional(initializer, () => new Zeros()),
  movingVarianceInitializer: optional(initializer, () => new Ones()),
  renorm: optional(off, false),
  renormClipping: nullable((value) => value as null),
  renormMomentum: optional(number(0, 1), 0.99),
  synchronized: optional(boolean, false),
};

class BatchNormalization extends ElementwiseLayer<typeof schema> {
  static readonly className = 'BatchNormalization';
  private gamma: Weight | undefined;
  private beta: Weight | undefined;
  private movingMean: Weight | undefined;
  private movingVariance: Weight | undefined;

  constructor(args: BatchNormalizationArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    axisIn(this.label, shape, this.settings.axis);
  }

  protected override fixedAxes(shape: Shape): number[] {
    return [axisIn(this.label, shape, this.settings.axis)];
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    const size = [knownLength(this.label, shape, settings.axis)];
    if (settings.scale) {
      this.gamma = this.weight('gamma', size, {
        initializer: settings.gammaInitializer,
        regularizer: settings.gammaRegularizer,
        constraint: settings.gammaConstraint,
      });
    }
    if (settings.center) {
      this.beta = this.weight('beta', size, {
        initializer: settings.betaInitializer,
        regularizer: settings.betaRegularizer,
        constraint: settings.betaConstraint,
      });
    }
    const moving = (name: string, initializer: typeof settings.gammaInitializer): Weight =>
      this.weight(name, size, { initializer, trainable: false });
    this.movingMean = moving('moving_mean', settings.movingMeanInitializer);
    this.movingVariance = moving('moving_variance', settings.movingVarianceInitializer);
  }

  protected override compute(x: Tensor, training: boolean): Tensor {
    const axis = axisIn(this.label, x.shape, this.settings.axis);
    const last = x.rank - 1;
    if (axis === last) return this.computeLast(x, training);
    const order = x.shape.map((_, index) => index).filter((index) => index !== axis);
    const turned = this.computeLast(tf.transpose(x, [...order, axis]), training);
    const back = x.shape.map((_, index) => (index === axis ? last : order.indexOf(index)));
    return tf.transpose(turned, back);
  }

  /** Channels last, whatever is before them laid out as the places of one image. */
  private computeLast(x: Tensor, training: boolean): Tensor {
    const channels = x.shape.at(-1)!;
    const isImage = x.rank === 4;
    const images = (isImage ? x : tf.reshape(x, [x.size / channels, 1, 1, channels])) as Tensor4D;
    // Without γ or β TensorFlow's fused operations are given ones and zeros.
    const gamma = this.gamma?.read() ?? tf.ones([channels]);
    const beta = this.beta?.read() ?? tf.zeros([channels]);
    const { epsilon } = this.settings;
    const normal =
      training && this.trainable
        ? normalizeBatch(images, gamma, beta, epsilon, (mean, variance) => this.follow(mean, variance))
        : tf.batchNorm(
            images,
            this.movingMean!.read() as Tensor1D,
            this.movingVariance!.read() as Tensor1D,
            beta as Tensor1D,
            gamma as Tensor1D,
            epsilon,
          );
    return isImage ? normal : tf.reshape(normal, x.shape);
  }

  private follow(mean: Tensor, variance: Tensor): void {
    const { momentum } = this.settings;
    const follow = (moving: Weight, batch: Tensor): void => {
      moving.write(tf.add(tf.mul(moving.read(), momentum), tf.mul(batch, 1 - momentum)));
    };
    follow(this.movingMean!, mean);
    follow(this.movingVariance!, variance);
  }
}
tf.serialization.registerClass(BatchNormalization);
