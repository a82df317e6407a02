/** 2-D convolution. Mirrors keras.layers.Conv2D; tfjs's own has no gradient with dilation and ignores groups. */
import type { Shape, serialization, Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
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
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';
import { outputLength, requireFit } from './windowArithmetic.js';

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
  /** Into how many parts channels and filters are cut, each part seeing only its own. Default 1. */
  groups?: number;
  /** Default: none, that is linear. */
  activation?: Activation;
  /** Whether a bias is added to every output channel. Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
  kernelRegularizer?: ReturnType<typeof tf.regularizers.l2>;
}

/**
 * Slides filters over an image: output[y, x, o] = Σ input[y·s + r, x·s + c, i] · kernel[r, c, i, o] + bias[o].
 * @shape input [batch, height, width, channels] → output [batch, (height + 2P − F)/S + 1, …, filters]
 * @throws {ArgumentError} for illegal arguments, and with the arithmetic where a filter does not fit its input
 * @example layers.conv2D({ filters: 32, kernelSize: 3, activation: 'relu', inputShape: [32, 32, 3] }) // 30×30×32
 */
export function conv2D(args: Conv2DArgs): Layer {
  requirePositiveInteger('conv2D', 'filters', args.filters);
  requirePair('conv2D', 'kernelSize', args.kernelSize);
  requirePair('conv2D', 'strides', args.strides ?? 1);
  requirePair('conv2D', 'dilationRate', args.dilationRate ?? 1);
  requirePositiveInteger('conv2D', 'groups', args.groups ?? 1);
  requireOneOf('conv2D', 'padding', args.padding ?? 'valid', ['valid', 'same']);
  activationFunction('conv2D', args.activation ?? 'linear');
  if (Math.max(...bothOf(args.strides ?? 1)) > 1 && Math.max(...bothOf(args.dilationRate ?? 1)) > 1) {
    throw new ArgumentError(
      `conv2D: strides above 1 and dilationRate above 1 do not go together; received strides ${JSON.stringify(args.strides)} and dilationRate ${JSON.stringify(args.dilationRate)}.`,
    );
  }
  if (args.filters % (args.groups ?? 1) !== 0) {
    throw new ArgumentError(
      `conv2D: filters must be a multiple of groups; received ${args.filters} filters in ${args.groups} groups.`,
    );
  }
  return new Conv2D(named('conv2d', args));
}

class Conv2D extends tf.layers.Layer {
  static className = 'Conv2D';
  private readonly args: Conv2DArgs;
  private readonly full;

  constructor(args: Conv2DArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.args = args;
    this.full = {
      kernelSize: bothOf(args.kernelSize),
      strides: bothOf(args.strides ?? 1),
      padding: args.padding ?? 'valid',
      dilationRate: bothOf(args.dilationRate ?? 1),
      groups: args.groups ?? 1,
      activation: args.activation ?? 'linear',
      kernelInitializer: seededInitializer(args.kernelInitializer ?? 'glorotUniform'),
      biasInitializer: seededInitializer(args.biasInitializer ?? 'zeros'),
    } as const;
  }

  override build(inputShape: Shape | Shape[]): void {
    const shape = onlyShape(inputShape);
    const { kernelSize, strides, padding, dilationRate, groups, kernelInitializer, biasInitializer } =
      this.full;
    const layer = `conv2D "${this.name}"`;
    requireFit({ layer, noun: 'filter', size: kernelSize, strides, padding, dilation: dilationRate }, shape);
    const channels = requireChannels(layer, shape);
    if (channels % groups !== 0) {
      throw new ArgumentError(
        `${layer}: the input's ${channels} channels cannot be cut into ${groups} groups.`,
      );
    }
    const { filters, useBias = true, kernelRegularizer } = this.args;
    const kernelShape = [...kernelSize, channels / groups, filters];
    this.addWeight('kernel', kernelShape, 'float32', kernelInitializer, kernelRegularizer);
    if (useBias) this.addWeight('bias', [filters], 'float32', biasInitializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const { kernelSize, strides, padding, dilationRate } = this.full;
    const lengths = [0, 1].map((axis) =>
      outputLength(
        inputShape[axis + 1] ?? null,
        kernelSize[axis]!,
        strides[axis]!,
        padding,
        dilationRate[axis]!,
      ),
    );
    return [inputShape[0]!, lengths[0]!, lengths[1]!, this.args.filters];
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const linear = convolve2D(onlyInput(inputs), kernel!, this.full);
      const shifted = bias === undefined ? linear : tf.add(linear, bias);
      return activationFunction('conv2D', this.full.activation)(shifted);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { filters, useBias = true } = this.args;
    const { kernelInitializer, biasInitializer, ...rest } = this.full;
    const described = {
      kernelInitializer: initializerConfig(kernelInitializer),
      biasInitializer: initializerConfig(biasInitializer),
    };
    return { ...super.getConfig(), filters, useBias, ...rest, ...described } as serialization.ConfigDict;
  }
}
tf.serialization.registerClass(Conv2D);
