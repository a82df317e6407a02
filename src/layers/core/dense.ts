/** A fully connected layer. Mirrors keras.layers.Dense. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { type Activation, activationFunction, activationName } from '../activation/functions.js';
import { boolean, nullable, optional, positiveInteger } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Zeros } from '../initializers/fixedWeights.js';
import { GlorotUniform } from '../initializers/varianceScaling.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { knownLength, shapeText } from '../shapes.js';
import { UnaryLayer } from '../unaryLayer.js';
import { multiplyAndAdd } from './multiplyAndAdd.js';

/** Arguments of `layers.dense`. */
export interface DenseArgs extends LayerArgs {
  /** How many outputs. */
  units: number;
  /** Default: none, that is linear. */
  activation?: Activation | null;
  /** Whether a bias is added to every output. Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
  kernelRegularizer?: RegularizerArgument | null;
  biasRegularizer?: RegularizerArgument | null;
  /** A penalty on the layer's output, per sample. */
  activityRegularizer?: RegularizerArgument | null;
  kernelConstraint?: ConstraintArgument | null;
  biasConstraint?: ConstraintArgument | null;
}

/**
 * Every output is a weighted sum of all inputs: output = activation(input · kernel + bias).
 * @shape input [batch, …, features] → output [batch, …, units]
 * @throws {ArgumentError} for illegal arguments, and where the number of features is not known
 * @example layers.dense({ units: 10, inputShape: [64] }); // 64 → 10
 */
export function dense(args: DenseArgs): Layer {
  return new Dense(args);
}

const schema = {
  units: positiveInteger,
  activation: optional(activationName, 'linear'),
  useBias: optional(boolean, true),
  kernelInitializer: optional(initializer, () => new GlorotUniform()),
  biasInitializer: optional(initializer, () => new Zeros()),
  kernelRegularizer: nullable(regularizer),
  biasRegularizer: nullable(regularizer),
  activityRegularizer: nullable(regularizer),
  kernelConstraint: nullable(constraint),
  biasConstraint: nullable(constraint),
};

class Dense extends UnaryLayer<typeof schema> {
  static readonly className = 'Dense';
  private kernel: Weight | undefined;
  private bias: Weight | undefined;

  constructor(args: DenseArgs) {
    super(args, schema);
    this.supportsMasking = true;
  }

  protected override requireShape(shape: Shape): void {
    if (shape.length >= 2) return;
    throw new ArgumentError(
      `${this.label}: an input [batch, …, features] is expected; received ${shapeText(shape)}.`,
    );
  }

  protected override fixedAxes(shape: Shape): number[] {
    return [shape.length - 1];
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    this.kernel = this.weight('kernel', [knownLength(this.label, shape, -1), settings.units], {
      initializer: settings.kernelInitializer,
      regularizer: settings.kernelRegularizer,
      constraint: settings.kernelConstraint,
    });
    if (!settings.useBias) return;
    this.bias = this.weight('bias', [settings.units], {
      initializer: settings.biasInitializer,
      regularizer: settings.biasRegularizer,
      constraint: settings.biasConstraint,
    });
  }

  protected override outputShapeOf(shape: Shape): Shape {
    return [...shape.slice(0, -1), this.settings.units];
  }

  protected override compute(x: Tensor): Tensor {
    const features = x.shape.at(-1)!;
    const { units, activation } = this.settings;
    const rows = x.rank === 2 ? x : tf.reshape(x, [x.size / features, features]);
    const kernel = this.kernel!.read();
    const linear = multiplyAndAdd(rows, kernel, this.bias?.read());
    const output = x.rank === 2 ? linear : tf.reshape(linear, [...x.shape.slice(0, -1), units]);
    return activationFunction(activation)(output);
  }
}
tf.serialization.registerClass(Dense);
