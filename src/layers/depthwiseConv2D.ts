/** A convolution that looks at every channel alone. Mirrors keras.layers.DepthwiseConv2D; tfjs's own has no gradient
 *  with dilation. */
import type { Shape, serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
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
import { spreadKernel } from './convolve2D.js';
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';
import { outputLength, requireFit } from './windowArithmetic.js';

export interface DepthwiseConv2DArgs extends LayerArgs {
  /** Height and width of every filter. */
  kernelSize: Pair;
  /** The step between neighbouring positions of the filter. Default 1. */
  strides?: Pair;
  /** Default `valid`. */
  padding?: 'valid' | 'same';
  /** How many filters every channel has. Default 1. */
  depthMultiplier?: number;
  /** The distance between neighbouring elements of the filter. Default 1. */
  dilationRate?: Pair;
  /** Default: none, that is linear. */
  activation?: Activation;
  /** Whether a bias is added to every output channel. Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  depthwiseInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
}

/**
 * @shape input [batch, height, width, channels] → output [batch, …, …, channels · depthMultiplier]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.depthwiseConv2D({ kernelSize: 3 }) // 32×32×16 → 30×30×16
 */
export function depthwiseConv2D(args: DepthwiseConv2DArgs): Layer {
  requirePair('depthwiseConv2D', 'kernelSize', args.kernelSize);
  requirePair('depthwiseConv2D', 'strides', args.strides ?? 1);
  requirePair('depthwiseConv2D', 'dilationRate', args.dilationRate ?? 1);
  requirePositiveInteger('depthwiseConv2D', 'depthMultiplier', args.depthMultiplier ?? 1);
  requireOneOf('depthwiseConv2D', 'padding', args.padding ?? 'valid', ['valid', 'same']);
  activationFunction('depthwiseConv2D', args.activation ?? 'linear');
  return new DepthwiseConv2D(named('depthwise_conv2d', args));
}

class DepthwiseConv2D extends tf.layers.Layer {
  static className = 'DepthwiseConv2D';
  private readonly full;

  constructor(args: DepthwiseConv2DArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.full = {
      kernelSize: bothOf(args.kernelSize),
      strides: bothOf(args.strides ?? 1),
      padding: args.padding ?? 'valid',
      depthMultiplier: args.depthMultiplier ?? 1,
      dilationRate: bothOf(args.dilationRate ?? 1),
      activation: args.activation ?? 'linear',
      useBias: args.useBias ?? true,
      depthwiseInitializer: seededInitializer(args.depthwiseInitializer ?? 'glorotUniform'),
      biasInitializer: seededInitializer(args.biasInitializer ?? 'zeros'),
    } as const;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(inputShape);
    const { kernelSize, strides, padding, dilationRate, depthMultiplier, useBias } = this.full;
    const layer = `depthwiseConv2D "${this.name}"`;
    requireFit({ layer, noun: 'filter', size: kernelSize, strides, padding, dilation: dilationRate }, shape);
    const channels = requireChannels(layer, shape);
    this.addWeight(
      'kernel',
      [...kernelSize, channels, depthMultiplier],
      'float32',
      this.full.depthwiseInitializer,
    );
    if (useBias) this.addWeight('bias', [channels * depthMultiplier], 'float32', this.full.biasInitializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { kernelSize, strides, padding, dilationRate, depthMultiplier } = this.full;
    const [height, width] = [0, 1].map((axis) =>
      outputLength(
        inputShape[axis + 1] ?? null,
        kernelSize[axis]!,
        strides[axis]!,
        padding,
        dilationRate[axis]!,
      ),
    );
    return [inputShape[0]!, height!, width!, inputShape[3]! * depthMultiplier];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const { strides, padding, dilationRate, activation } = this.full;
      const linear = depthwise(onlyInput(inputs), kernel!, { strides, padding, dilationRate });
      return activationFunction(
        'depthwiseConv2D',
        activation,
      )(bias === undefined ? linear : tf.add(linear, bias));
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { depthwiseInitializer, biasInitializer, ...rest } = this.full;
    const initializers = {
      depthwiseInitializer: initializerConfig(depthwiseInitializer),
      biasInitializer: initializerConfig(biasInitializer),
    };
    return { ...super.getConfig(), ...rest, ...initializers } as unknown as serialization.ConfigDict;
  }
}
tf.serialization.registerClass(DepthwiseConv2D);

/** The convolution alone; strides and dilation above 1 go together here, as in Keras. */
export function depthwise(
  x: Tensor,
  kernel: Tensor,
  args: { strides: Pair; padding: 'valid' | 'same'; dilationRate: Pair },
): Tensor {
  const spread = spreadKernel(kernel, args.dilationRate) as Tensor4D;
  return tf.depthwiseConv2d(x as Tensor4D, spread, args.strides, args.padding);
}
