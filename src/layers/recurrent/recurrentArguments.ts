/** Arguments that all recurrent layers share. */
import { ArgumentError } from '../../errors.js';
import { type Activation, activationName } from '../activation/functions.js';
import { boolean, nullable, optional, positiveInteger, type Reader, rate, seed } from '../arguments.js';
import { type ConstraintArgument, constraint } from '../constraints/byName.js';
import { type InitializerArgument, initializer } from '../initializers/byName.js';
import { Zeros } from '../initializers/fixedWeights.js';
import { Orthogonal } from '../initializers/orthogonal.js';
import { GlorotUniform } from '../initializers/varianceScaling.js';
import type { LayerArgs } from '../layer.js';
import { type RegularizerArgument, regularizer } from '../regularizers/byName.js';

export interface RecurrentArgs extends LayerArgs {
  /** How many outputs a step has. */
  units: number;
  /** Default `tanh`. */
  activation?: Activation | null;
  /** Default true. */
  useBias?: boolean;
  /** Of the weights for the input. Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  /** Of the weights for the state. Default `orthogonal`. */
  recurrentInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
  kernelRegularizer?: RegularizerArgument | null;
  recurrentRegularizer?: RegularizerArgument | null;
  biasRegularizer?: RegularizerArgument | null;
  /** A penalty on the layer's outputs, per sample. */
  activityRegularizer?: RegularizerArgument | null;
  kernelConstraint?: ConstraintArgument | null;
  recurrentConstraint?: ConstraintArgument | null;
  biasConstraint?: ConstraintArgument | null;
  /** Fraction of the inputs to drop in training, the same ones at every step, in [0, 1). Default 0. */
  dropout?: number;
  /** Fraction of the state to drop in training, the same at every step, in [0, 1). Default 0. */
  recurrentDropout?: number;
  /** Makes the dropped ones repeatable. Default: from `setSeed`'s stream. */
  seed?: number | null;
  /** Whether the outputs of all steps are given, not only the last. Default false. */
  returnSequences?: boolean;
  /** Whether the last state is given too: the layer's outputs are a list then. Default false. */
  returnState?: boolean;
  /** Whether the last step comes first; the outputs are in the order in which they were computed. Default false. */
  goBackwards?: boolean;
  /** Whether the outputs of masked steps are 0; otherwise they repeat the step before. Default false. */
  zeroOutputForMask?: boolean;
  /** Keras's word for a computation without a loop; it changes nothing here. Default false. */
  unroll?: boolean;
  /** State that lasts from batch to batch is not supported: give it on with `returnState`. */
  stateful?: false;
}

/** Returned state can be handed on, which says what happens; a state that a layer keeps to itself does not. */
const stateless: Reader<false> = (value, where) => {
  if (value === false) return false;
  throw new ArgumentError(
    `${where}: a layer that keeps its state from batch to batch is not supported. Ask for the state with returnState: true and hand it on: layer.apply([x, ...states]).`,
  );
};

/** The readers of `RecurrentArgs`. */
export const recurrentSchema = {
  units: positiveInteger,
  activation: optional(activationName, 'tanh'),
  useBias: optional(boolean, true),
  kernelInitializer: optional(initializer, () => new GlorotUniform()),
  recurrentInitializer: optional(initializer, () => new Orthogonal()),
  biasInitializer: optional(initializer, () => new Zeros()),
  kernelRegularizer: nullable(regularizer),
  recurrentRegularizer: nullable(regularizer),
  biasRegularizer: nullable(regularizer),
  activityRegularizer: nullable(regularizer),
  kernelConstraint: nullable(constraint),
  recurrentConstraint: nullable(constraint),
  biasConstraint: nullable(constraint),
  dropout: optional(rate, 0),
  recurrentDropout: optional(rate, 0),
  seed,
  returnSequences: optional(boolean, false),
  returnState: optional(boolean, false),
  goBackwards: optional(boolean, false),
  zeroOutputForMask: optional(boolean, false),
  unroll: optional(boolean, false),
  stateful: optional(stateless, false),
};
