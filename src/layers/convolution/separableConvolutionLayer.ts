/** What separable convolutions over one and two axes have in common. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { activationFunction } from '../activation/functions.js';
import { nullable, positiveInteger } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import type { InitializerArgument } from '../initializers/byName.js';
import type { Weight } from '../kerasLayer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { knownLength } from '../shapes.js';
import { SpatialLayer } from '../spatialLayer.js';
import { kernelInitializer, windowSchema } from './convolutionArguments.js';
import { convolve } from './convolve.js';
import { type DepthwiseArgs, depthwiseSchema } from './depthwiseConvolutionLayer.js';
import { depthwiseConvolve } from './depthwiseConvolve.js';
import { outputLengths, requireFit, type SlidingWindow } from './windowArithmetic.js';

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

export abstract class SeparableConvolutionLayer extends SpatialLayer<ReturnType<typeof schemaFor>> {
  private depthwiseKernel: Weight | undefined;
  private pointwiseKernel: Weight | undefined;
  private bias: Weight | undefined;

  protected constructor(
    args: object,
    protected readonly places: 1 | 2,
  ) {
    super(args, schemaFor(places));
  }

  private get window(): SlidingWindow {
    const { kernelSize, strides, padding, dilationRate } = this.settings;
    return { layer: this.label, noun: 'filter', size: kernelSize, strides, padding, dilation: dilationRate };
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
    if (!settings.useBias) return;
    this.bias = this.weight('bias', [settings.filters], {
      initializer: settings.biasInitializer,
      regularizer: settings.biasRegularizer,
      constraint: settings.biasConstraint,
    });
  }

  protected override shapeLast(shape: Shape): Shape {
    return [shape[0]!, ...outputLengths(shape, this.window), this.settings.filters];
  }

  protected override computeLast(x: Tensor): Tensor {
    const deep = depthwiseConvolve(x, this.depthwiseKernel!.read(), this.settings);
    const linear = convolve(deep, this.pointwiseKernel!.read(), {
      strides: this.settings.kernelSize.map(() => 1),
      padding: 'valid',
      bias: this.bias?.read(),
    });
    return activationFunction(this.settings.activation)(linear);
  }
}
