/** Layers that tfjs has right, under Keras's names. */
import type { Shape } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import type { Pair } from './arguments.js';
import { type Layer, type LayerArgs, named } from './layer.js';

/**
 * @shape input [batch, …] → output [batch, ...targetShape]; one −1 stands for what is left
 * @example layers.reshape({ targetShape: [8, 8, 1] }) // 64 → 8×8×1
 */
export function reshape(args: LayerArgs & { targetShape: Shape }): Layer {
  return tf.layers.reshape(named('reshape', args));
}

/**
 * Zeros around the image.
 * @shape input [batch, height, width, channels] → output [batch, height + 2·padding, width + 2·padding, channels]
 * @example layers.zeroPadding2D({ padding: 1 }) // 32×32×3 → 34×34×3
 */
export function zeroPadding2D(
  args: LayerArgs & { padding?: Pair | [[number, number], [number, number]] } = {},
): Layer {
  const full = { ...named('zero_padding2d', args), padding: args.padding ?? 1 };
  return tf.layers.zeroPadding2d(full as Parameters<typeof tf.layers.zeroPadding2d>[0]);
}

/**
 * output = input · scale + offset.
 * @shape any → the same
 * @example layers.rescaling({ scale: 1 / 255 })
 */
export function rescaling(args: LayerArgs & { scale: number; offset?: number }): Layer {
  return tf.layers.rescaling({ offset: 0, ...named('rescaling', args) } as Parameters<
    typeof tf.layers.rescaling
  >[0]);
}

/**
 * The sum of several tensors of one shape.
 * @example layers.add().apply([shortcut, residual])
 */
export function add(args: LayerArgs = {}): Layer {
  return tf.layers.add(named('add', args));
}

/**
 * Several tensors joined along one axis, the last by default.
 * @example layers.concatenate().apply([a, b]) // 28×28×64 and 28×28×128 → 28×28×192
 */
export function concatenate(args: LayerArgs & { axis?: number } = {}): Layer {
  return tf.layers.concatenate({ axis: -1, ...named('concatenate', args) });
}

/**
 * Where a functional model begins.
 * @example const image = layers.input({ shape: [32, 32, 3] })
 */
export function input(args: {
  shape: Shape;
  name?: string;
  batchSize?: number;
  dtype?: 'float32' | 'int32';
}) {
  return tf.input({ ...named('input_layer', args), shape: args.shape });
}
