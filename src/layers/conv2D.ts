/** 2-D convolution. Mirrors keras.layers.Conv2D. */
import type { layers as tfjsLayers } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import type { Activation } from './activation.js';
import { type Pair, requireOneOf, requirePair, requirePositiveInteger } from './arguments.js';
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { checkInputShape, type Layer, type LayerArgs, named } from './layer.js';
import { requireFit } from './windowArithmetic.js';

export interface Conv2DArgs extends LayerArgs {
  /** How many filters: the number of output channels. */
  filters: number;
  /** Height and width of every filter. */
  kernelSize: Pair;
  /** The step between neighbouring positions of the filter. Default 1. */
  strides?: Pair;
  /** `valid`: only where the filter fits inside. `same`: zeros around, output = ceil(input / stride). Default `valid`. */
  padding?: 'valid' | 'same';
  /** The distance between neighbouring elements of the filter. Default 1. */
  dilationRate?: Pair;
  /** Default: none, that is linear. */
  activation?: Activation;
  /** Whether a bias is added to every output channel. Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
  kernelRegularizer?: Parameters<typeof tf.layers.conv2d>[0]['kernelRegularizer'];
}

/**
 * Slides filters over an image: output[y, x, o] = Σ input[y·s + r, x·s + c, i] · kernel[r, c, i, o] + bias[o].
 * @shape input [batch, height, width, channels] → output [batch, (height + 2P − F)/S + 1, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }) // 30×30×32
 */
export function conv2D(args: Conv2DArgs): Layer {
  const { strides = 1, padding = 'valid', dilationRate = 1 } = args;
  requirePositiveInteger('conv2D', 'filters', args.filters);
  requirePair('conv2D', 'kernelSize', args.kernelSize);
  requirePair('conv2D', 'strides', strides);
  requirePair('conv2D', 'dilationRate', dilationRate);
  requireOneOf('conv2D', 'padding', padding, ['valid', 'same']);
  const full = {
    ...named('conv2d', args),
    strides,
    padding,
    dilationRate,
    kernelInitializer: seededInitializer(args.kernelInitializer ?? 'glorotUniform'),
    biasInitializer: seededInitializer(args.biasInitializer ?? 'zeros'),
  };
  const layer = tf.layers.conv2d(full as Parameters<typeof tf.layers.conv2d>[0]) as tfjsLayers.Layer;
  return checkInputShape(layer, (inputShape) =>
    requireFit(
      {
        layer: `conv2D "${full.name}"`,
        noun: 'filter',
        size: args.kernelSize,
        strides,
        padding,
        dilation: dilationRate,
      },
      inputShape,
    ),
  );
}
