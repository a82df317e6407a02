/** Arguments that convolution layers share. */

import type { Activation } from '../activation/functions.js';
import { activationName } from '../activation/functions.js';
import { boolean, lengths, nullable, oneOf, optional, positiveInteger, type Reader } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Zeros } from '../initializers/fixedWeights.js';
import { GlorotUniform } from '../initializers/varianceScaling.js';
import type { LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';
import { type DataFormat, dataFormat } from '../spatialLayer.js';

/** One number for both directions, or one for rows and one for columns. */
export type Pair = number | [height: number, width: number];

/** One number for the three directions, or one for each. */
export type Triple = number | [depth: number, height: number, width: number];

/** What every layer takes that slides a window; `Size` is a number, a pair or a triple. */
export interface WindowArgs<Size> extends LayerArgs {
  /** The length of the filters along every axis. */
  kernelSize: Size;
  /** The step between neighbouring positions of a filter. Default 1. */
  strides?: Size;
  /** `valid`: only where the filter fits inside. `same`: zeros around, output = ceil(input / stride). Default `valid`. */
  padding?: 'valid' | 'same';
  /** Where the channels are. Default `channelsLast`. */
  dataFormat?: DataFormat;
  /** The distance between neighbouring elements of a filter. Default 1. */
  dilationRate?: Size;
  /** Default: none, that is linear. */
  activation?: Activation | null;
  /** Whether a bias is added to every output channel. Default true. */
  useBias?: boolean;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
  biasRegularizer?: RegularizerArgument | null;
  biasConstraint?: ConstraintArgument | null;
  /** A penalty on the layer's output, per sample. */
  activityRegularizer?: RegularizerArgument | null;
}

/** What a convolution with one kernel takes beside its window. */
export interface KernelArgs {
  /** How many filters: the number of output channels. */
  filters: number;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  kernelRegularizer?: RegularizerArgument | null;
  kernelConstraint?: ConstraintArgument | null;
}

/** What a convolution that can be cut into groups takes. */
export interface GroupsArgs {
  /** Into how many parts channels and filters are cut, each part seeing only its own. Default 1. */
  groups?: number;
}

/** The initializer that Keras gives to kernels. */
export const kernelInitializer: Reader<ReturnType<typeof initializer>> = optional(
  initializer,
  () => new GlorotUniform(),
);

/** The readers of `WindowArgs`. */
export function windowSchema<Padding extends string>(places: number, paddings: readonly Padding[]) {
  const ones = (): number[] => Array<number>(places).fill(1);
  return {
    kernelSize: lengths(places),
    strides: optional(lengths(places), ones),
    padding: optional(oneOf(paddings), paddings[0]!),
    dataFormat,
    dilationRate: optional(lengths(places), ones),
    activation: optional(activationName, 'linear'),
    useBias: optional(boolean, true),
    biasInitializer: optional(initializer, () => new Zeros()),
    biasRegularizer: nullable(regularizer),
    biasConstraint: nullable(constraint),
    activityRegularizer: nullable(regularizer),
  };
}

/** The readers of `KernelArgs`. */
export const kernelSchema = {
  filters: positiveInteger,
  kernelInitializer,
  kernelRegularizer: nullable(regularizer),
  kernelConstraint: nullable(constraint),
};
