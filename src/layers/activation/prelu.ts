/** A ReLU that learns its slopes. He et al. 2015, "Delving Deep into Rectifiers". Mirrors keras.layers.PReLU. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { integers, nullable, optional } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { ElementwiseLayer } from '../elementwiseLayer.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Zeros } from '../initializers/fixedWeights.js';
import type { Weight } from '../kerasLayer.js';
import type { Layer, LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { knownLength, shapeText } from '../shapes.js';

/** Arguments of `layers.prelu`. */
export interface PReLUArgs extends LayerArgs {
  /** Default `zeros`. */
  alphaInitializer?: InitializerArgument;
  alphaRegularizer?: RegularizerArgument | null;
  alphaConstraint?: ConstraintArgument | null;
  /** The axes along which a slope is shared, counted from 1: [1, 2] gives one slope a channel of an image. */
  sharedAxes?: readonly number[] | null;
}

/**
 * x above 0, α · x below, with an α that is learned for every place of the input, or shared along some axes.
 * @shape any → the same
 * @throws {ArgumentError} for illegal arguments, and where an axis that has slopes of its own has no known length
 * @example layers.prelu({ sharedAxes: [1, 2] });
 */
export function prelu(args: PReLUArgs = {}): Layer {
  return new PReLU(args);
}

const schema = {
  alphaInitializer: optional(initializer, () => new Zeros()),
  alphaRegularizer: nullable(regularizer),
  alphaConstraint: nullable(constraint),
  sharedAxes: nullable(integers),
};

class PReLU extends ElementwiseLayer<typeof schema> {
  static readonly className = 'PReLU';
  private alpha: Weight | undefined;

  constructor(args: PReLUArgs) {
    super(args, schema);
  }

  protected override requireShape(shape: Shape): void {
    const outside = this.settings.sharedAxes?.find((axis) => axis < 1 || axis >= shape.length);
    if (outside === undefined) return;
    throw new ArgumentError(
      `${this.label}: sharedAxes are counted from 1, the first after the batch; ${outside} is none of an input ${shapeText(shape)}.`,
    );
  }

  protected override makeWeights(shape: Shape): void {
    const { alphaInitializer, alphaRegularizer, alphaConstraint } = this.settings;
    const owning = this.fixedAxes(shape);
    const sizes = shape
      .slice(1)
      .map((_, index) => (owning.includes(index + 1) ? knownLength(this.label, shape, index + 1) : 1));
    this.alpha = this.weight('alpha', sizes, {
      initializer: alphaInitializer,
      regularizer: alphaRegularizer,
      constraint: alphaConstraint,
    });
  }

  protected override fixedAxes(shape: Shape): number[] {
    const shared = this.settings.sharedAxes ?? [];
    return shape.map((_, axis) => axis).filter((axis) => axis > 0 && !shared.includes(axis));
  }

  protected override compute(x: Tensor): Tensor {
    const below = tf.mul(this.alpha!.read(), tf.relu(tf.neg(x)));
    return tf.sub(tf.relu(x), below);
  }
}
tf.serialization.registerClass(PReLU);
