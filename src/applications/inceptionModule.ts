/** The module that GoogLeNet is made of. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { conv2D } from '../layers/convolution/conv2D.js';
import type { Layer } from '../layers/layer.js';
import { concatenate } from '../layers/merging/concatenate.js';
import { maxPooling2D } from '../layers/pooling/maxPooling.js';
import { inSequence } from './inSequence.js';

/** Filters of the four branches; a 1×1 goes before the 3×3 and the 5×5, and after the pooling. */
export type InceptionFilters = readonly [
  one: number,
  threeReduced: number,
  three: number,
  fiveReduced: number,
  five: number,
  pooled: number,
];

/** Convolutions 1×1, 3×3 and 5×5 and a maximum side by side, figure 2b.
 *  [batch, height, width, channels] → [batch, height, width, one + three + five + pooled]. */
export function inceptionModule(
  x: SymbolicTensor,
  name: string,
  [one, threeReduced, three, fiveReduced, five, pooled]: InceptionFilters,
): SymbolicTensor {
  const branches = [
    convolution(`${name}_1x1`, one, 1).apply(x),
    inSequence(x, convolution(`${name}_3x3_reduce`, threeReduced, 1), convolution(`${name}_3x3`, three, 3)),
    inSequence(x, convolution(`${name}_5x5_reduce`, fiveReduced, 1), convolution(`${name}_5x5`, five, 5)),
    inSequence(
      x,
      maxPooling2D({ poolSize: 3, strides: 1, padding: 'same', name: `${name}_pool` }),
      convolution(`${name}_pool_proj`, pooled, 1),
    ),
  ];
  return concatenate({ name: `${name}_output` }).apply(branches);
}

function convolution(name: string, filters: number, kernelSize: number): Layer {
  return conv2D({ filters, kernelSize, padding: 'same', activation: 'relu', name });
}
