/** The one convolution that all our layers use: what tfjs computes, and what it refuses: groups, one axis of places, and
 *  gradients with dilation. A dilated filter is the same filter with zeros between its elements. */
import type { Tensor, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { convolveVolume } from './convolveVolume.js';
import { covered } from './coveredPlaces.js';
import { depthwiseConvolve } from './depthwiseConvolve.js';
import { spreadKernel } from './spreadKernel.js';

export interface ConvolveArgs {
  strides: readonly number[];
  padding: 'valid' | 'same';
  dilationRate?: readonly number[];
  /** Channels and filters are cut into this many parts, and each part of the filters sees its part of the channels. */
  groups?: number;
  bias?: Tensor | undefined;
}

/**
 * The tensors it makes are the caller's tidy's.
 * @shape x [batch, …places, channels], kernel […sizes, channels / groups, filters] → [batch, …, filters]
 */
export function convolve(x: Tensor, kernel: Tensor, args: ConvolveArgs): Tensor {
  const { strides, padding, dilationRate, groups = 1, bias } = args;
  const places = kernel.rank - 2;
  if (places === 1) {
    const [steps, channels] = x.shape.slice(1) as [number, number];
    const output = convolve(tf.reshape(x, [x.shape[0]!, 1, steps, channels]), tf.expandDims(kernel, 0), {
      ...args,
      strides: [1, strides[0]!],
      dilationRate: [1, dilationRate?.[0] ?? 1],
    });
    return tf.squeeze(output, [1]);
  }
  const channels = x.shape.at(-1)!;
  if (groups > 1 && groups === channels && places === 2) {
    // Every channel alone: a depthwise convolution, whose output channels are in the same order.
    const [height, width] = kernel.shape as [number, number];
    const deep = tf.reshape(kernel, [height, width, channels, kernel.shape[3]! / channels]);
    return withBias(depthwiseConvolve(x, deep, { strides, padding, dilationRate }), bias);
  }
  const spread = dilationRate === undefined ? kernel : spreadKernel(kernel, dilationRate);
  if (groups === 1) return correlate(x, spread, strides, padding, bias);
  const inputs = tf.split(x, groups, x.rank - 1);
  const kernels = tf.split(spread, groups, spread.rank - 1);
  const parts = inputs.map((input, group) => correlate(input, kernels[group]!, strides, padding, undefined));
  return withBias(tf.concat(parts as Tensor4D[], x.rank - 1), bias);
}

function correlate(
  x: Tensor,
  kernel: Tensor,
  strides: readonly number[],
  pad: 'valid' | 'same',
  bias: Tensor | undefined,
): Tensor {
  if (kernel.rank === 5) {
    return withBias(convolveVolume(x, kernel, strides, pad), bias);
  }
  const steps = [...strides] as [number, number];
  const input = covered(x as Tensor4D, kernel.shape.slice(0, 2), steps, pad);
  if (bias === undefined) return tf.conv2d(input, kernel as Tensor4D, steps, pad);
  return tf.fused.conv2d<Tensor4D | Tensor3D>({
    x: input,
    filter: kernel as Tensor4D,
    strides: steps,
    pad,
    bias,
  });
}

function withBias(x: Tensor, bias: Tensor | undefined): Tensor {
  return bias === undefined ? x : tf.add(x, bias);
}
