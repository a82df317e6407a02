/** A fully connected layer. Mirrors keras.layers.Dense. */
import { tf } from '../engine/index.js';
import type { Activation } from './activation.js';
import { requirePositiveInteger } from './arguments.js';
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { type Layer, type LayerArgs, named } from './layer.js';

export interface DenseArgs extends LayerArgs {
  /** How many outputs. */
  units: number;
  /** Default: none, that is linear. */
  activation?: Activation;
  /** Whether a bias is added to every output. Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
  kernelRegularizer?: Parameters<typeof tf.layers.dense>[0]['kernelRegularizer'];
}

/**
 * Every output is a weighted sum of all inputs: output = activation(input · kernel + bias).
 * @shape input [batch, …, features] → output [batch, …, units]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.dense({ units: 10 }) // 64 → 10
 */
export function dense(args: DenseArgs): Layer {
  requirePositiveInteger('dense', 'units', args.units);
  return tf.layers.dense({
    ...named('dense', args),
    kernelInitializer: seededInitializer(args.kernelInitializer ?? 'glorotUniform'),
    biasInitializer: seededInitializer(args.biasInitializer ?? 'zeros'),
  } as Parameters<typeof tf.layers.dense>[0]);
}
