/** What residual networks for ImageNet have in common. He, Zhang, Ren & Sun 2016, "Deep Residual Learning for Image
 *  Recognition", table 1: a convolution 7×7, a pooling, four stacks of blocks. The layers have the names that
 *  keras.applications.ResNet50 gives them. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { activation } from '../layers/activation/activation.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { squeezeExcite } from '../layers/core/squeezeExcite.js';
import { add } from '../layers/merging/elementwiseMerge.js';
import { batchNormalization } from '../layers/normalization/batchNormalization.js';
import { maxPooling2D } from '../layers/pooling/maxPooling.js';
import { zeroPadding2D } from '../layers/reshaping/zeroPadding.js';
import { inSequence } from './inSequence.js';

/** How one residual network differs from another. */
export interface ResidualDesign {
  /** `basic`: two convolutions 3×3. `bottleneck`: 1×1, 3×3, and 1×1 with four times as many filters. */
  block: 'basic' | 'bottleneck';
  /** How many blocks each of the four stacks has. */
  blocks: readonly [number, number, number, number];
  /** Whether convolutions have biases, though batch normalization takes them away again. */
  useBias: boolean;
  /** Which convolution of a bottleneck makes the image smaller: the first, as published and in Keras, or the 3×3, as
   *  in torchvision and most later work. */
  stridesIn?: 'first' | 'middle';
  /** Into how many groups the 3×3 of a bottleneck is cut. Default 1. */
  groups?: number;
  /** How many filters one group has in the first stack. Default 64. */
  groupWidth?: number;
  /** By how much squeeze-and-excitation narrows; none if left out. */
  squeezeRatio?: number;
  /** Keras's own, 1.001e-5 and 0.99; or torchvision's, 1e-5 and 0.9. */
  normalization: { epsilon: number; momentum: number };
}

/** As Keras has it. */
export const kerasNormalization = { epsilon: 1.001e-5, momentum: 0.99 };

/** As PyTorch has it, where the momentum counts the other way: 0.1. */
export const torchNormalization = { epsilon: 1e-5, momentum: 0.9 };

/** The names of the pooling layers in Keras's residual networks. */
export const residualPoolingNames = { avg: 'avg_pool', max: 'max_pool' };

const stemFilters = 64;
const bottleneckExpansion = 4;

/** [batch, height, width, channels] → [batch, height/32, width/32, 512 or 2048]. */
export function residualFeatures(image: SymbolicTensor, design: ResidualDesign): SymbolicTensor {
  const stem = inSequence(
    image,
    zeroPadding2D({ padding: 3, name: 'conv1_pad' }),
    conv2D({
      filters: stemFilters,
      kernelSize: 7,
      strides: 2,
      useBias: design.useBias,
      name: 'conv1_conv',
    }),
    batchNormalization({ ...design.normalization, name: 'conv1_bn' }),
    relu('conv1_relu'),
    zeroPadding2D({ padding: 1, name: 'pool1_pad' }),
    maxPooling2D({ poolSize: 3, strides: 2, name: 'pool1_pool' }),
  );
  return design.blocks.reduce((x, count, stack) => residualStack(x, count, stack, design), stem);
}

function residualStack(
  input: SymbolicTensor,
  count: number,
  stack: number,
  design: ResidualDesign,
): SymbolicTensor {
  const filters = stemFilters * 2 ** stack;
  let x = input;
  for (let block = 1; block <= count; block++) {
    const strides = block === 1 && stack > 0 ? 2 : 1;
    x = residualBlock(x, filters, strides, `conv${stack + 2}_block${block}`, design);
  }
  return x;
}

/** relu(shortcut + branch). */
function residualBlock(
  x: SymbolicTensor,
  filters: number,
  strides: number,
  name: string,
  design: ResidualDesign,
): SymbolicTensor {
  const outputs = design.block === 'basic' ? filters : bottleneckExpansion * filters;
  const projects = strides > 1 || x.shape.at(-1) !== outputs;
  const shortcut = projects
    ? convolved(x, { filters: outputs, kernelSize: 1, strides }, `${name}_0`, design)
    : x;
  const branch = (design.block === 'basic' ? basicBranch : bottleneckBranch)(
    x,
    filters,
    strides,
    name,
    design,
  );
  const weighed =
    design.squeezeRatio === undefined
      ? branch
      : squeezeExcite({ ratio: design.squeezeRatio, name: `${name}_se` }).apply(branch);
  return relu(`${name}_out`).apply(add({ name: `${name}_add` }).apply([shortcut, weighed]));
}

function basicBranch(
  x: SymbolicTensor,
  filters: number,
  strides: number,
  name: string,
  design: ResidualDesign,
): SymbolicTensor {
  const first = convolved(x, { filters, kernelSize: 3, strides }, `${name}_1`, design);
  const active = relu(`${name}_1_relu`).apply(first);
  return convolved(active, { filters, kernelSize: 3, strides: 1 }, `${name}_2`, design);
}

function bottleneckBranch(
  x: SymbolicTensor,
  filters: number,
  strides: number,
  name: string,
  design: ResidualDesign,
): SymbolicTensor {
  const { groups = 1, groupWidth = stemFilters, stridesIn = 'first' } = design;
  const width = (filters / stemFilters) * groupWidth * groups;
  const [first, middle] = stridesIn === 'first' ? [strides, 1] : [1, strides];
  const reduced = convolved(x, { filters: width, kernelSize: 1, strides: first }, `${name}_1`, design);
  const seen = convolved(
    relu(`${name}_1_relu`).apply(reduced),
    { filters: width, kernelSize: 3, strides: middle, groups },
    `${name}_2`,
    design,
  );
  return convolved(
    relu(`${name}_2_relu`).apply(seen),
    { filters: bottleneckExpansion * filters, kernelSize: 1, strides: 1 },
    `${name}_3`,
    design,
  );
}

interface ConvolutionSize {
  filters: number;
  kernelSize: 1 | 3;
  strides: number;
  groups?: number;
}

/** A convolution and its normalization. One that makes the image smaller has the same zeros on all sides, as in the
 *  paper and in torchvision, where `same` would put more of them below and on the right. */
function convolved(
  x: SymbolicTensor,
  size: ConvolutionSize,
  name: string,
  { useBias, normalization }: ResidualDesign,
): SymbolicTensor {
  const isPadded = size.kernelSize > 1 && size.strides > 1;
  const padded = isPadded ? zeroPadding2D({ padding: 1, name: `${name}_pad` }).apply(x) : x;
  const padding = size.kernelSize > 1 && !isPadded ? 'same' : 'valid';
  return inSequence(
    padded,
    conv2D({ ...size, padding, useBias, name: `${name}_conv` }),
    batchNormalization({ ...normalization, name: `${name}_bn` }),
  );
}

function relu(name: string) {
  return activation({ activation: 'relu', name });
}
