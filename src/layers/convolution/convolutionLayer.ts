/** What convolutions over one, two and three axes have in common. */
import type { Shape, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { optional, positiveInteger } from '../arguments.js';
import type { Weight } from '../kerasLayer.js';
import { knownLength } from '../shapes.js';
import { kernelSchema, windowSchema } from './convolutionArguments.js';
import { convolve } from './convolve.js';
import { FilterLayer } from './filterLayer.js';
import { requireFit } from './windowArithmetic.js';

const schemaFor = (places: number) => ({
  ...windowSchema(places, places === 1 ? ['valid', 'same', 'causal'] : ['valid', 'same']),
  ...kernelSchema,
  groups: optional(positiveInteger, 1),
});

export abstract class ConvolutionLayer extends FilterLayer<ReturnType<typeof schemaFor>> {
  private kernel: Weight | undefined;

  protected constructor(
    args: object,
    protected readonly places: 1 | 2 | 3,
  ) {
    super(args, schemaFor(places));
    const { filters, groups, strides, dilationRate } = this.settings;
    requireOneStep(this.kind, strides, dilationRate);
    if (filters % groups !== 0) {
      throw new ArgumentError(
        `${this.kind}: filters must be a multiple of groups; received ${filters} filters in ${groups} groups.`,
      );
    }
  }

  protected override requireLast(shape: Shape): void {
    requireFit(this.window, shape);
    const channels = shape.at(-1);
    if (typeof channels === 'number' && channels % this.settings.groups !== 0) {
      throw new ArgumentError(
        `${this.label}: the input's ${channels} channels cannot be cut into ${this.settings.groups} groups.`,
      );
    }
  }

  protected override makeWeights(shape: Shape): void {
    const { settings } = this;
    const channels = knownLength(this.label, this.lastOf(shape), -1);
    this.kernel = this.weight(
      'kernel',
      [...settings.kernelSize, channels / settings.groups, settings.filters],
      {
        initializer: settings.kernelInitializer,
        regularizer: settings.kernelRegularizer,
        constraint: settings.kernelConstraint,
      },
    );
    this.makeBias(settings.filters);
  }

  protected override shapeLast(shape: Shape): Shape {
    return this.placesOf(shape, this.settings.filters);
  }

  protected override computeLast(x: Tensor): Tensor {
    const { strides, padding, dilationRate, groups, kernelSize } = this.settings;
    const isCausal = padding === 'causal';
    const before = (kernelSize[0]! - 1) * dilationRate[0]!;
    const input = isCausal
      ? tf.pad(x, [
          [0, 0],
          [before, 0],
          [0, 0],
        ])
      : x;
    const linear = convolve(input, this.kernel!.read(), {
      strides,
      padding: isCausal ? 'valid' : padding,
      dilationRate,
      groups,
      bias: this.bias?.read(),
    });
    return this.activated(linear);
  }
}

/** @throws {ArgumentError} if both are above 1, which TensorFlow does not compute */
export function requireOneStep(
  label: string,
  strides: readonly number[],
  dilationRate: readonly number[],
): void {
  if (Math.max(...strides) === 1 || Math.max(...dilationRate) === 1) return;
  throw new ArgumentError(
    `${label}: strides above 1 and dilationRate above 1 do not go together; received strides ${JSON.stringify(strides)} and dilationRate ${JSON.stringify(dilationRate)}.`,
  );
}
