/** Maximum and average over windows. Mirrors keras.layers.MaxPooling2D and AveragePooling2D. */
import { tf } from '../engine/index.js';
import { type Pair, requireOneOf, requirePair } from './arguments.js';
import { checkInputShape, type Layer, type LayerArgs, named } from './layer.js';
import { requireFit } from './windowArithmetic.js';

export interface Pooling2DArgs extends LayerArgs {
  /** Height and width of the window. Default 2. */
  poolSize?: Pair;
  /** The step between windows. Default: poolSize, so that windows do not overlap. */
  strides?: Pair;
  /** Default `valid`: what is left over at the edge is dropped. */
  padding?: 'valid' | 'same';
}

/**
 * The largest value of every window, channel by channel.
 * @shape input [batch, height, width, channels] → output [batch, (height − pool)/stride + 1, …, channels]
 * @throws {ArgumentError} for illegal arguments, and where the window does not fit its input
 * @example layers.maxPooling2D({ poolSize: 2 }) // 30×30×32 → 15×15×32
 */
export function maxPooling2D(args: Pooling2DArgs = {}): Layer {
  return pooling('maxPooling2D', 'max_pooling2d', args, (full) => tf.layers.maxPooling2d(full));
}

/**
 * The mean of every window, channel by channel.
 * @shape input [batch, height, width, channels] → output [batch, (height − pool)/stride + 1, …, channels]
 * @throws {ArgumentError} for illegal arguments, and where the window does not fit its input
 * @example layers.averagePooling2D({ poolSize: 2 }) // 30×30×32 → 15×15×32
 */
export function averagePooling2D(args: Pooling2DArgs = {}): Layer {
  return pooling('averagePooling2D', 'average_pooling2d', args, (full) => tf.layers.averagePooling2d(full));
}

function pooling(
  kind: string,
  kerasName: string,
  args: Pooling2DArgs,
  make: (full: Parameters<typeof tf.layers.maxPooling2d>[0]) => Layer,
): Layer {
  const { poolSize = 2, padding = 'valid' } = args;
  const strides = args.strides ?? poolSize;
  requirePair(kind, 'poolSize', poolSize);
  requirePair(kind, 'strides', strides);
  requireOneOf(kind, 'padding', padding, ['valid', 'same']);
  const full = { ...named(kerasName, args), poolSize, strides, padding };
  const window = {
    layer: `${kind} "${full.name}"`,
    noun: 'pooling window',
    size: poolSize,
    strides,
    padding,
  };
  return checkInputShape(make(full), (inputShape) => requireFit(window, inputShape));
}
