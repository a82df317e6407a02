/** MobileNetV2. Mirrors keras.applications.MobileNetV2. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { reLU } from '../layers/activation/reLU.js';
import { complaint, optional, positive } from '../layers/arguments.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { depthwiseConv2D } from '../layers/convolution/depthwiseConv2D.js';
import type { Layer } from '../layers/layer.js';
import { add } from '../layers/merging/elementwiseMerge.js';
import { batchNormalization } from '../layers/normalization/batchNormalization.js';
import { globalAveragePooling2D } from '../layers/pooling/globalAveragePooling.js';
import { zeroPadding2D } from '../layers/reshaping/zeroPadding.js';
import type { Model } from '../training/models/model.js';
import { predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { divisibleByEight } from './divisibleByEight.js';
import { inSequence } from './inSequence.js';
import { publishedMobileNetV2 } from './pretrained/publishedFile.js';
import {
  type ImageNetWeights,
  type NewWeights,
  type TrainedWeights,
  trainedApplication,
} from './pretrained/trainedApplication.js';

/** Arguments of `applications.mobileNetV2`. */
export interface MobileNetV2Args extends ApplicationArgs {
  /** How wide the network is: what the numbers of filters are multiplied with. Default 1. */
  alpha?: number;
}

/** Table 2: filters, how many blocks, the first one's stride. The first stack does not expand, all others sixfold. */
const stacks: readonly (readonly [filters: number, blocks: number, strides: number])[] = [
  [16, 1, 1],
  [24, 2, 2],
  [32, 3, 2],
  [64, 4, 2],
  [96, 3, 1],
  [160, 3, 2],
  [320, 1, 1],
];

const extra = { alpha: optional(positive, 1) };

const firstFilters = 32;
const lastFilters = 1280;
const expansion = 6;

/**
 * Inverted residuals: blocks that are wide inside and narrow between. Sandler, Howard, Zhu, Zhmoginov & Chen 2018,
 * "MobileNetV2: Inverted Residuals and Linear Bottlenecks". 3,538,984 parameters with its top, 2,257,984 without;
 * layers' names and the weights' order are Keras's. Its images go through `preprocessInput(images, 'tf')`.
 * @shape [batch, height, width, 3], at least 32×32 → [batch, classes]; without the top [batch, height/32, width/32, 1280]
 * With `weights: null` the model is there at once; with ImageNet's (Keras's default) or a file's path, await it.
 * @throws {ArgumentError} for illegal arguments
 * @throws {DataError} if the weights cannot be had, or do not fit
 * @example applications.mobileNetV2({ includeTop: false, weights: null, alpha: 0.35, pooling: 'avg' }).outputShape; // [null, 1280]
 */
export function mobileNetV2(args: MobileNetV2Args & NewWeights): Model;
export function mobileNetV2(args?: MobileNetV2Args & TrainedWeights): Promise<Model>;
export function mobileNetV2(args?: MobileNetV2Args): Model | Promise<Model>;
export function mobileNetV2(args: MobileNetV2Args = {}): Model | Promise<Model> {
  return trainedApplication(
    {
      label: 'mobileNetV2',
      extra,
      name: (image, { alpha }) => `mobilenetv2_${alpha.toFixed(2)}_${image.shape[1] ?? 'None'}`,
      defaults: { weights: 'imagenet' },
      features: (image, { alpha }) => features(image, alpha),
      top: (maps, classifier) => predictions(globalAveragePooling2D().apply(maps), classifier),
    },
    args,
    imageNetWeights(args.alpha ?? 1),
  );
}

/** The widths and image sizes that the authors trained. */
const trainedWidths = [0.35, 0.5, 0.75, 1, 1.3, 1.4];
const trainedSides = [96, 128, 160, 192, 224];

function imageNetWeights(alpha: number): ImageNetWeights {
  return {
    sides: trainedSides,
    file(includeTop, side) {
      if (trainedWidths.includes(alpha)) return publishedMobileNetV2(alpha, side, includeTop);
      throw complaint(
        "mobileNetV2: with weights 'imagenet', alpha",
        `one of ${trainedWidths.join(', ')}`,
        alpha,
      );
    },
  };
}

function features(image: SymbolicTensor, alpha: number): SymbolicTensor {
  let x = inSequence(
    image,
    conv2D({
      filters: divisibleByEight(firstFilters * alpha),
      kernelSize: 3,
      strides: 2,
      padding: 'same',
      useBias: false,
      name: 'Conv1',
    }),
    normalization('bn_Conv1'),
    relu6('Conv1_relu'),
  );
  let block = 0;
  for (const [filters, blocks, firstStrides] of stacks) {
    // The multiple of eight is taken of a whole number, as in Keras.
    const outputs = divisibleByEight(Math.floor(filters * alpha));
    for (let index = 0; index < blocks; index++) {
      x = invertedResidual(x, outputs, index === 0 ? firstStrides : 1, block++);
    }
  }
  return inSequence(
    x,
    // A narrow network keeps its last layer's width.
    convolution('Conv_1', alpha > 1 ? divisibleByEight(lastFilters * alpha) : lastFilters),
    normalization('Conv_1_bn'),
    relu6('out_relu'),
  );
}

/** Expand 1×1, filter every map by itself 3×3, project 1×1; and add the input where the shapes are the same. */
function invertedResidual(
  x: SymbolicTensor,
  outputs: number,
  strides: number,
  block: number,
): SymbolicTensor {
  const inputs = x.shape.at(-1)!;
  const name = block === 0 ? 'expanded_conv' : `block_${block}`;
  const expanded =
    block === 0
      ? x
      : inSequence(
          x,
          convolution(`${name}_expand`, expansion * inputs),
          normalization(`${name}_expand_BN`),
          relu6(`${name}_expand_relu`),
        );
  const projected = inSequence(
    filtered(expanded, strides, name),
    normalization(`${name}_depthwise_BN`),
    relu6(`${name}_depthwise_relu`),
    convolution(`${name}_project`, outputs),
    normalization(`${name}_project_BN`),
  );
  if (inputs !== outputs || strides !== 1) return projected;
  return add({ name: `${name}_add` }).apply([x, projected]);
}

function filtered(x: SymbolicTensor, strides: number, name: string): SymbolicTensor {
  const layer = depthwiseConv2D({
    kernelSize: 3,
    strides,
    useBias: false,
    padding: strides === 1 ? 'same' : 'valid',
    name: `${name}_depthwise`,
  });
  if (strides === 1) return layer.apply(x);
  const [, height, width] = x.shape;
  const before = (length: number | null | undefined): number => (length ? length % 2 : 0);
  // An even image needs no zeros before its first pixel; Keras decides for one of unknown height as for an even one.
  const isKnown = typeof height === 'number';
  const padding = zeroPadding2D({
    padding: [
      [isKnown ? before(height) : 0, 1],
      [isKnown ? before(width) : 0, 1],
    ],
    name: `${name}_pad`,
  });
  return inSequence(x, padding, layer);
}

function convolution(name: string, filters: number): Layer {
  return conv2D({ filters, kernelSize: 1, padding: 'same', useBias: false, name });
}

function normalization(name: string): Layer {
  return batchNormalization({ epsilon: 1e-3, momentum: 0.999, name });
}

function relu6(name: string): Layer {
  return reLU({ maxValue: 6, name });
}
