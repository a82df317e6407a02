/** Transposed convolution, which runs a convolution's shapes backwards. Mirrors keras.layers.Conv2DTranspose; tfjs's own
 *  ignores dilation. Dumoulin & Visin 2016, "A guide to convolution arithmetic for deep learning". */
import type { Shape, serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
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
import { spreadKernel } from './convolve2D.js';
import { type InitializerArgument, seededInitializer } from './initializers.js';
import { type Layer, type LayerArgs, named, onlyInput } from './layer.js';

export interface Conv2DTransposeArgs extends LayerArgs {
  /** How many output channels. */
  filters: number;
  /** Height and width of every filter. */
  kernelSize: Pair;
  /** How many times higher and wider the output becomes. Default 1. */
  strides?: Pair;
  /** Default `valid`: the output keeps all that the filters reach. `same`: input · strides. */
  padding?: 'valid' | 'same';
  /** Rows and columns added at the end of the output, fewer than the strides. Default: what the padding gives. */
  outputPadding?: Pair;
  /** The distance between neighbouring elements of the filter. Default 1. */
  dilationRate?: Pair;
  /** Default: none, that is linear. */
  activation?: Activation;
  /** Default true. */
  useBias?: boolean;
  /** Default `glorotUniform`. */
  kernelInitializer?: InitializerArgument;
  /** Default `zeros`. */
  biasInitializer?: InitializerArgument;
}

/**
 * Every input value lays a weighted copy of the filter into the output, `strides` apart.
 * @shape input [batch, height, width, channels] → output [batch, (height − 1)·S + F (valid) or height·S (same), …, filters]
 * @throws {ArgumentError} for illegal arguments
 * @example layers.conv2DTranspose({ filters: 16, kernelSize: 3, strides: 2, padding: 'same' }) // 8×8×32 → 16×16×16
 */
export function conv2DTranspose(args: Conv2DTransposeArgs): Layer {
  requirePositiveInteger('conv2DTranspose', 'filters', args.filters);
  requirePair('conv2DTranspose', 'kernelSize', args.kernelSize);
  requirePair('conv2DTranspose', 'strides', args.strides ?? 1);
  requirePair('conv2DTranspose', 'dilationRate', args.dilationRate ?? 1);
  requireOneOf('conv2DTranspose', 'padding', args.padding ?? 'valid', ['valid', 'same']);
  activationFunction('conv2DTranspose', args.activation ?? 'linear');
  const strides = bothOf(args.strides ?? 1);
  if (Math.max(...strides) > 1 && Math.max(...bothOf(args.dilationRate ?? 1)) > 1) {
    throw new ArgumentError(
      `conv2DTranspose: strides above 1 and dilationRate above 1 do not go together; received strides ${JSON.stringify(args.strides)} and dilationRate ${JSON.stringify(args.dilationRate)}.`,
    );
  }
  if (
    args.outputPadding !== undefined &&
    bothOf(args.outputPadding).some((rows, axis) => !(rows >= 0 && rows < strides[axis]!))
  ) {
    throw new ArgumentError(
      `conv2DTranspose: outputPadding must be at least 0 and below the strides; received ${JSON.stringify(args.outputPadding)} with strides ${JSON.stringify(strides)}.`,
    );
  }
  return new Conv2DTranspose(named('conv2d_transpose', args));
}

class Conv2DTranspose extends tf.layers.Layer {
  static className = 'Conv2DTranspose';
  private readonly full;

  constructor(args: Conv2DTransposeArgs) {
    super(args as ConstructorParameters<typeof tf.layers.Layer>[0]);
    this.full = {
      filters: args.filters,
      kernelSize: bothOf(args.kernelSize),
      strides: bothOf(args.strides ?? 1),
      padding: args.padding ?? 'valid',
      outputPadding: args.outputPadding === undefined ? undefined : bothOf(args.outputPadding),
      dilationRate: bothOf(args.dilationRate ?? 1),
      activation: args.activation ?? 'linear',
      useBias: args.useBias ?? true,
      kernelInitializer: seededInitializer(args.kernelInitializer ?? 'glorotUniform'),
      biasInitializer: seededInitializer(args.biasInitializer ?? 'zeros'),
    } as const;
  }

  override build(inputShape: Shape | Shape[]): void {
    const channels = requireChannels(`conv2DTranspose "${this.name}"`, onlyShape(inputShape));
    const { filters, kernelSize, useBias, kernelInitializer, biasInitializer } = this.full;
    this.addWeight('kernel', [...kernelSize, filters, channels], 'float32', kernelInitializer);
    if (useBias) this.addWeight('bias', [filters], 'float32', biasInitializer);
    this.built = true;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [height, width] = [0, 1].map((axis) => this.outputLength(inputShape[axis + 1] ?? null, axis));
    return [inputShape[0]!, height!, width!, this.full.filters];
  }

  private outputLength(length: number | null, axis: number): number | null {
    if (length === null) return null;
    const { kernelSize, strides, padding, outputPadding, dilationRate } = this.full;
    const reach = (kernelSize[axis]! - 1) * dilationRate[axis]! + 1;
    const stride = strides[axis]!;
    if (outputPadding !== undefined) {
      const cut = padding === 'same' ? 2 * Math.floor(reach / 2) : 0;
      return (length - 1) * stride + reach - cut + outputPadding[axis]!;
    }
    return padding === 'same' ? length * stride : length * stride + Math.max(reach - stride, 0);
  }

  override call(inputs: Tensor | Tensor[]): Tensor {
    return tf.tidy(() => {
      const x = onlyInput(inputs) as Tensor4D;
      const [kernel, bias] = this.weights.map((weight) => weight.read());
      const spread = spreadKernel(kernel!, this.full.dilationRate) as Tensor4D;
      const shape = this.computeOutputShape(x.shape) as [number, number, number, number];
      const linear = tf.conv2dTranspose(x, spread, shape, this.full.strides, this.full.padding);
      const shifted = bias === undefined ? linear : tf.add(linear, bias);
      return activationFunction('conv2DTranspose', this.full.activation)(shifted);
    });
  }

  override getConfig(): serialization.ConfigDict {
    const { kernelInitializer, biasInitializer, outputPadding, ...rest } = this.full;
    const initializers = {
      kernelInitializer: initializerConfig(kernelInitializer),
      biasInitializer: initializerConfig(biasInitializer),
    };
    const padded = outputPadding === undefined ? {} : { outputPadding };
    return {
      ...super.getConfig(),
      ...rest,
      ...padded,
      ...initializers,
    } as unknown as serialization.ConfigDict;
  }
}
tf.serialization.registerClass(Conv2DTranspose);
