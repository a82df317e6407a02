/** EfficientNet-Lite0, EfficientNet-B0 for processors that compute with whole numbers. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { reLU } from '../layers/activation/reLU.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { depthwiseConv2D } from '../layers/convolution/depthwiseConv2D.js';
import type { Layer } from '../layers/layer.js';
import { add } from '../layers/merging/elementwiseMerge.js';
import { batchNormalization } from '../layers/normalization/batchNormalization.js';
import { globalAveragePooling2D } from '../layers/pooling/globalAveragePooling.js';
import { dropout } from '../layers/regularization/dropout.js';
import type { Model } from '../training/models/model.js';
import { type Classifier, predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { inSequence } from './inSequence.js';
import { type TrainedWeights, trainedApplication } from './pretrained/trainedApplication.js';

interface Stack {
  kernelSize: 3 | 5;
  blocks: number;
  filters: number;
  expansion: 1 | 6;
  strides: 1 | 2;
}

/** Tan & Le 2019, table 1. */
const stacks: readonly Stack[] = [
  { kernelSize: 3, blocks: 1, filters: 16, expansion: 1, strides: 1 },
  { kernelSize: 3, blocks: 2, filters: 24, expansion: 6, strides: 2 },
  { kernelSize: 5, blocks: 2, filters: 40, expansion: 6, strides: 2 },
  { kernelSize: 3, blocks: 3, filters: 80, expansion: 6, strides: 2 },
  { kernelSize: 5, blocks: 3, filters: 112, expansion: 6, strides: 1 },
  { kernelSize: 5, blocks: 4, filters: 192, expansion: 6, strides: 2 },
  { kernelSize: 3, blocks: 1, filters: 320, expansion: 6, strides: 1 },
];

const blockCount = stacks.reduce((sum, { blocks }) => sum + blocks, 0);
const firstFilters = 32;
const lastFilters = 1280;
const dropRate = 0.2;
/** The share of samples that pass by the last block in training; the earlier the block, the fewer. */
const mostPassing = 0.2;

/** Variance 2 over the number of outputs, as the authors' code draws kernels. */
const kernelInitializer = {
  className: 'VarianceScaling',
  config: { scale: 2, mode: 'fanOut', distribution: 'truncatedNormal' },
};

/**
 * EfficientNet-B0 without squeeze-and-excitation, with relu6 for swish. Tan & Le 2019, "EfficientNet: Rethinking Model
 * Scaling for Convolutional Neural Networks"; the lite form is of TensorFlow's repository tpu (models/official/efficientnet/
 * lite). 4,652,008 parameters that learn. Layers are named as in keras.applications.EfficientNetB0. Its images run from
 * −1 to 1 (nearly: the authors subtract 127 and divide by 128): `preprocessInput(images, 'tf')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 1280]
 * @throws {ArgumentError} for illegal arguments
 * @example applications.efficientNetLite0({ includeTop: false, pooling: 'avg' }).outputShape; // [null, 1280]
 */
export function efficientNetLite0(args?: ApplicationArgs & { weights?: null }): Model;
export function efficientNetLite0(args: TrainedWeights & { weights: string }): Promise<Model>;
export function efficientNetLite0(args?: ApplicationArgs): Model | Promise<Model>;
export function efficientNetLite0(args: ApplicationArgs = {}): Model | Promise<Model> {
  return trainedApplication(
    { label: 'efficientNetLite0', name: 'efficientnet_lite0', features, top, poolingNames },
    args,
  );
}

const poolingNames = { avg: 'avg_pool', max: 'max_pool' };

function features(image: SymbolicTensor): SymbolicTensor {
  let x = inSequence(image, ...convolution('stem', firstFilters, { kernelSize: 3, strides: 2 }));
  let index = 0;
  for (const [stackIndex, stack] of stacks.entries()) {
    for (let block = 0; block < stack.blocks; block++) {
      const strides = block === 0 ? stack.strides : 1;
      const name = `block${stackIndex + 1}${String.fromCharCode('a'.charCodeAt(0) + block)}`;
      const passing = (mostPassing * index++) / blockCount;
      x = mobileBlock(x, { ...stack, strides }, passing, name);
    }
  }
  return inSequence(x, ...convolution('top', lastFilters, { kernelSize: 1 }));
}

/** Expand 1×1, filter every map by itself, project 1×1; and add the input where the shapes are the same. */
function mobileBlock(
  x: SymbolicTensor,
  { kernelSize, filters, expansion, strides }: Stack,
  passing: number,
  name: string,
): SymbolicTensor {
  const inputs = x.shape.at(-1)!;
  const expand = expansion === 1 ? [] : convolution(`${name}_expand`, expansion * inputs, { kernelSize: 1 });
  const projected = inSequence(
    x,
    ...expand,
    depthwiseConv2D({
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
      depthwiseInitializer: kernelInitializer,
      name: `${name}_dwconv`,
    }),
    normalization(`${name}_bn`),
    relu6(`${name}_activation`),
    plainConvolution(`${name}_project_conv`, filters, { kernelSize: 1 }),
    normalization(`${name}_project_bn`),
  );
  if (strides !== 1 || inputs !== filters) return projected;
  const dropped =
    passing === 0
      ? projected
      : dropout({ rate: passing, noiseShape: [null, 1, 1, 1], name: `${name}_drop` }).apply(projected);
  return add({ name: `${name}_add` }).apply([dropped, x]);
}

function top(maps: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const mean = inSequence(
    maps,
    globalAveragePooling2D({ name: 'avg_pool' }),
    dropout({ rate: dropRate, name: 'top_dropout' }),
  );
  return predictions(mean, classifier);
}

interface ConvolutionSize {
  kernelSize: 1 | 3;
  strides?: number;
}

/** A convolution, its normalization and relu6. */
function convolution(name: string, filters: number, size: ConvolutionSize): Layer[] {
  return [
    plainConvolution(`${name}_conv`, filters, size),
    normalization(`${name}_bn`),
    relu6(`${name}_activation`),
  ];
}

function plainConvolution(name: string, filters: number, size: ConvolutionSize): Layer {
  return conv2D({ filters, ...size, padding: 'same', useBias: false, kernelInitializer, name });
}

function normalization(name: string): Layer {
  return batchNormalization({ epsilon: 1e-3, momentum: 0.99, name });
}

function relu6(name: string): Layer {
  return reLU({ maxValue: 6, name });
}
