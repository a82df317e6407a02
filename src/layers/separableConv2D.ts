/** A depthwise convolution, then one of 1×1. Mirrors keras.layers.SeparableConv2D.
 *  Chollet 2017, "Xception: Deep Learning with Depthwise Separable Convolutions". */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { type Activation, activationFunction } from './activations.js';
import {
  bothOf,
  onlyShape,
  type Pair,
  requireChannels,
  requireOneOf,
  requirePair,
  requirePositiveInteger,
} from './arguments.js';
import { initializerConfig } from './configOf.js';
import { convolve2D } from './convolve2D.js';
import { depthwise } from './depthwiseConv2D.js';
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';
import { outputLength, requireFit } from './windowArithmetic.js';

export interface SeparableConv2DArgs extends LayerArgs {
  /** How many output channels. */
  filters: number;
  /** Height and width of the depthwise filters. */
  kernelSize: Pair;
  /** Default 1. */
  strides?: Pair;
  /** Default `valid`. */
  padding?: 'valid' | 'same';
  /** How many depthwise filters every channel has. Default 1. */
  depthMultiplier?: number;
  /** Default 1. */
  dilationRate?: Pair;
  /** Default: none, that is linear. */
  activation?: Activation;
  /** Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  depthwiseInitializer?: InitializerArgument;
  /** Default `glorotUniform`. */
  pointwiseInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
}

/**
 * @shape input [batch, height, width, channels] → output [batch, …, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.separableConv2D({ filters: 64, kernelSize: 3 }) // 32×32×16 → 30×30×64
 */
export function separableConv2D(args: SeparableConv2DArgs): Layer {
  requirePositiveInteger('separableConv2D', 'filters', args.filters);
  requirePair('separableConv2D', 'kernelSize', args.kernelSize);
  requirePair('separableConv2D', 'strides', args.strides ?? 1);
  requirePair('separableConv2D', 'dilationRate', args.dilationRate ?? 1);
  requirePositiveInteger('separableConv2D', 'depthMultiplier', args.depthMultiplier ?? 1);
  requireOneOf('separableConv2D', 'padding', args.padding ?? 'valid', ['valid', 'same']);
  activationFunction('separableConv2D', args.activation ?? 'linear');
  return new SeparableConv2D(named('separable_conv2d', args));
}

class SeparableConv2D extends tf.layers.Layer {
  static className = 'SeparableConv2D';
  private readonly full;

  constructor(args: SeparableConv2DArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.full = {
      filters: args.filters,
      kernelSize: bothOf(args.kernelSize),
      strides: bothOf(args.strides ?? 1),
      padding: args.padding ?? 'valid',
      depthMultiplier: args.depthMultiplier ?? 1,
      dilationRate: bothOf(args.dilationRate ?? 1),
      activation: args.activation ?? 'linear',
      useBias: args.useBias ?? true,
      depthwiseInitializer: seededInitializer(args.depthwiseInitializer ?? 'glorotUniform'),
      pointwiseInitializer: seededInitializer(args.pointwiseInitializer ?? 'glorotUniform'),
      biasInitializer: seededInitializer(args.biasInitializer ?? 'zeros'),
    } as const;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(inputShape);
    const { filters, kernelSize, strides, padding, dilationRate, depthMultiplier } = this.full;
    const layer = `separableConv2D "${this.name}"`;
    requireFit({ layer, noun: 'filter', size: kernelSize, strides, padding, dilation: dilationRate }, shape);
    const channels = requireChannels(layer, shape);
    const { depthwiseInitializer, pointwiseInitializer, biasInitializer } = this.full;
    this.addWeight(
      'depthwise_kernel',
      [...kernelSize, channels, depthMultiplier],
      'float32',
      depthwiseInitializer,
    );
    this.addWeight(
      'pointwise_kernel',
      [1, 1, channels * depthMultiplier, filters],
      'float32',
      pointwiseInitializer,
    );
    if (this.full.useBias) this.addWeight('bias', [filters], 'float32', biasInitializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { filters, kernelSize, strides, padding, dilationRate } = this.full;
    const [height, width] = [0, 1].map((axis) =>
      outputLength(
        inputShape[axis + 1] ?? null,
        kernelSize[axis]!,
        strides[axis]!,
        padding,
        dilationRate[axis]!,
      ),
    );
    return [inputShape[0]!, height!, width!, filters];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const [depthwiseKernel, pointwiseKernel, bias] = this.weights.map((weight) => weight.read());
      const deep = depthwise(onlyInput(inputs), depthwiseKernel!, this.full);
      const pointwise = { strides: 1, padding: 'valid', dilationRate: 1, groups: 1 } as const;
      const linear = convolve2D(deep, pointwiseKernel!, pointwise);
      const shifted = bias === undefined ? linear : tf.add(linear, bias);
      return activationFunction('separableConv2D', this.full.activation)(shifted);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { depthwiseInitializer, pointwiseInitializer, biasInitializer, ...rest } = this.full;
    const initializers = {
      depthwiseInitializer: initializerConfig(depthwiseInitializer),
      pointwiseInitializer: initializerConfig(pointwiseInitializer),
      biasInitializer: initializerConfig(biasInitializer),
    };
    return { ...super.getConfig(), ...rest, ...initializers } as unknown as serialization.ConfigDict;
  }
}
tf.serialization.registerClass(SeparableConv2D);
