/** What depthwise convolutions over one and two axes have in common. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { nullable, optional, positiveInteger } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import type { InitializerArgument } from '../initializers/byName.js';
import type { Weight } from '../kerasLayer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { knownLength } from '../shapes.js';
import { kernelInitializer, type WindowArgs, windowSchema } from './convolutionArguments.js';
import { depthwiseConvolve } from './depthwiseConvolve.js';
import { FilterLayer } from './filterLayer.js';
import { requireFit } from './windowArithmetic.js';

export interface DepthwiseArgs<Size> extends WindowArgs<Size> {
  /** How many filters every channel has. Default 1. */
  depthMultiplier?: number;
  /** Default `glorotUniform`. */
  depthwiseInitializer?: InitializerArgument;
  depthwiseRegularizer?: RegularizerArgument | null;
  depthwiseConstraint?: ConstraintArgument | null;
}

/** The readers of what `DepthwiseArgs` adds to `WindowArgs`. */
export const depthwiseSchema = {
  depthMultiplier: optional(positiveInteger, 1),
  depthwiseInitializer: kernelInitializer,
  depthwiseRegularizer: nullable(regularizer),
  depthwiseConstraint: nullable(constraint),
};

const schemaFor = (places: number) => ({ ...windowSchema(places, ['valid', 'same']), ...depthwiseSchema });

export abstract class DepthwiseConvolutionLayer extends FilterLayer<ReturnType<typeof schemaFor>> {
  private kernel: Weight | undefined;

  protected constructor(
    args: object,
    protected readonly places: 1 | 2,
  ) {
    super(args, schemaFor(places));
  }

  protected override requireLast(shape: Shape): void {
    requireFit(this.window, shape);
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    const channels = knownLength(this.label, this.lastOf(shape), -1);
    this.kernel = this.weight('kernel', [...settings.kernelSize, channels, settings.depthMultiplier], {
      initializer: settings.depthwiseInitializer,
      regularizer: settings.depthwiseRegularizer,
      constraint: settings.depthwiseConstraint,
    });
    this.makeBias(channels * settings.depthMultiplier);
  }

  protected override shapeLast(shape: Shape): Shape {
    const channels = shape.at(-1) ?? null;
    const deep = channels === null ? null : channels * this.settings.depthMultiplier;
    return this.placesOf(shape, deep);
  }

  protected override computeLast(x: Tensor): Tensor {
    const linear = depthwiseConvolve(x, this.kernel!.read(), this.settings);
    const shifted = this.bias === undefined ? linear : tf.add(linear, this.bias.read());
    return this.activated(shifted);
  }
}
