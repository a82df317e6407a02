/** What separable convolutions over one and two axes have in common. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { nullable, positiveInteger } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import type { InitializerArgument } from '../initializers/byName.js';
import type { Weight } from '../kerasLayer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { knownLength } from '../shapes.js';
import { kernelInitializer, windowSchema } from './convolutionArguments.js';
import { convolve } from './convolve.js';
import { type DepthwiseArgs, depthwiseSchema } from './depthwiseConvolutionLayer.js';
import { depthwiseConvolve } from './depthwiseConvolve.js';
import { FilterLayer } from './filterLayer.js';
import { requireFit } from './windowArithmetic.js';

export interface SeparableArgs<Size> extends DepthwiseArgs<Size> {
  /** How many output channels. */
  filters: number;
  /** Default `glorotUniform`. */
  pointwiseInitializer?: InitializerArgument;
  pointwiseRegularizer?: RegularizerArgument | null;
  pointwiseConstraint?: ConstraintArgument | null;
}

const schemaFor = (places: number) => ({
  ...windowSchema(places, ['valid', 'same']),
  ...depthwiseSchema,
  filters: positiveInteger,
  pointwiseInitializer: kernelInitializer,
  pointwiseRegularizer: nullable(regularizer),
  pointwiseConstraint: nullable(constraint),
});

export abstract class SeparableConvolutionLayer extends FilterLayer<ReturnType<typeof schemaFor>> {
  private depthwiseKernel: Weight | undefined;
  private pointwiseKernel: Weight | undefined;

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
    const deep = channels * settings.depthMultiplier;
    this.depthwiseKernel = this.weight(
      'depthwise_kernel',
      [...settings.kernelSize, channels, settings.depthMultiplier],
      {
        initializer: settings.depthwiseInitializer,
        regularizer: settings.depthwiseRegularizer,
        constraint: settings.depthwiseConstraint,
      },
    );
    this.pointwiseKernel = this.weight(
      'pointwise_kernel',
      [...settings.kernelSize.map(() => 1), deep, settings.filters],
      {
        initializer: settings.pointwiseInitializer,
        regularizer: settings.pointwiseRegularizer,
        constraint: settings.pointwiseConstraint,
      },
    );
    this.makeBias(settings.filters);
  }

  protected override shapeLast(shape: Shape): Shape {
    return this.placesOf(shape, this.settings.filters);
  }

  protected override computeLast(x: Tensor): Tensor {
    const deep = depthwiseConvolve(x, this.depthwiseKernel!.read(), this.settings);
    const linear = convolve(deep, this.pointwiseKernel!.read(), {
      strides: this.settings.kernelSize.map(() => 1),
      padding: 'valid',
      bias: this.bias?.read(),
    });
    return this.activated(linear);
  }
}
