/** AlexNet, which won ImageNet's competition of 2012. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { oneOf, optional } from '../layers/arguments.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { dense } from '../layers/core/dense.js';
import type { Layer } from '../layers/layer.js';
import { localResponseNormalization } from '../layers/normalization/localResponseNormalization.js';
import { adaptiveAveragePooling2D } from '../layers/pooling/adaptiveAveragePooling.js';
import { maxPooling2D } from '../layers/pooling/maxPooling.js';
import { dropout } from '../layers/regularization/dropout.js';
import { flatten } from '../layers/reshaping/flatten.js';
import { zeroPadding2D } from '../layers/reshaping/zeroPadding.js';
import type { Model } from '../training/models/model.js';
import { application, type Classifier, predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { inSequence } from './inSequence.js';

/** Arguments of `applications.alexNet`. */
export interface AlexNetArgs extends ApplicationArgs {
  /** `oneTower`, the default: the published layers on one processor. `twoGPUs`: as published, where the second, fourth and
   *  fifth convolution see only the half of the maps that is on their processor. `torchvision`: fewer filters, no
   *  local response normalization, of Krizhevsky 2014, "One weird trick". */
  variant?: 'oneTower' | 'twoGPUs' | 'torchvision';
}

const extra = { variant: optional(oneOf(['oneTower', 'twoGPUs', 'torchvision']), 'oneTower') };

/** The published network has no zeros around its images, and takes 227×227 where the paper writes 224×224; torchvision
 *  has two on every side of 224×224. Five convolutions and three poolings leave a pixel of the smallest. */
const sizes = {
  published: { defaultSize: 227, minimumSize: 67 },
  torchvision: { defaultSize: 224, minimumSize: 63 },
};

const denseUnits = 4096;
const dropRate = 0.5;

/**
 * Five convolutions and three dense layers. Krizhevsky, Sutskever & Hinton 2012, "ImageNet Classification with Deep
 * Convolutional Neural Networks". 62,378,344 parameters in one tower, 60,965,224 on two GPUs, 61,100,840 as in torchvision.
 * @shape [batch, height, width, 3], at least 67×67, or 63×63 as in torchvision → [batch, classes]; without the top
 *   [batch, 6, 6, 256] for images of 227×227, or 224×224 in torchvision
 * @throws {ArgumentError} for illegal arguments
 * @example applications.alexNet({ includeTop: false, variant: 'twoGPUs', inputShape: [227, 227, 3] }).outputShape; // [null, 6, 6, 256]
 */
export function alexNet(args: AlexNetArgs = {}): Model {
  const isTorch = args.variant === 'torchvision';
  return application(
    {
      label: 'alexNet',
      name: 'alexnet',
      defaults: isTorch ? sizes.torchvision : sizes.published,
      extra,
      features: (image, { variant }) =>
        isTorch ? torchFeatures(image) : publishedFeatures(image, variant === 'twoGPUs' ? 2 : 1),
      top: isTorch ? torchTop : publishedTop,
    },
    args,
  );
}

/** [batch, 227, 227, 3] → [batch, 6, 6, 256]. */
function publishedFeatures(image: SymbolicTensor, groups: number): SymbolicTensor {
  return inSequence(
    image,
    conv2D({ filters: 96, kernelSize: 11, strides: 4, activation: 'relu', name: 'conv1' }), // 55×55×96
    responseNormalization('norm1'),
    pool('pool1'), // 27×27×96
    convolution('conv2', 256, 5, groups),
    responseNormalization('norm2'),
    pool('pool2'), // 13×13×256
    convolution('conv3', 384, 3),
    convolution('conv4', 384, 3, groups),
    convolution('conv5', 256, 3, groups),
    pool('pool5'), // 6×6×256
  );
}

/** [batch, 224, 224, 3] → [batch, 6, 6, 256]. */
function torchFeatures(image: SymbolicTensor): SymbolicTensor {
  return inSequence(
    image,
    zeroPadding2D({ padding: 2, name: 'conv1_pad' }),
    conv2D({ filters: 64, kernelSize: 11, strides: 4, activation: 'relu', name: 'conv1' }), // 55×55×64
    pool('pool1'), // 27×27×64
    convolution('conv2', 192, 5),
    pool('pool2'), // 13×13×192
    convolution('conv3', 384, 3),
    convolution('conv4', 256, 3),
    convolution('conv5', 256, 3),
    pool('pool5'), // 6×6×256
  );
}

function publishedTop(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const hidden = inSequence(
    features,
    flatten({ name: 'flatten' }),
    dense({ units: denseUnits, activation: 'relu', name: 'fc6' }),
    dropout({ rate: dropRate, name: 'drop6' }),
    dense({ units: denseUnits, activation: 'relu', name: 'fc7' }),
    dropout({ rate: dropRate, name: 'drop7' }),
  );
  return predictions(hidden, classifier);
}

/** Images of any size come to 6×6, and dropout stands before the dense layers. */
function torchTop(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const hidden = inSequence(
    features,
    adaptiveAveragePooling2D({ outputSize: 6, name: 'avg_pool' }),
    flatten({ name: 'flatten' }),
    dropout({ rate: dropRate, name: 'drop6' }),
    dense({ units: denseUnits, activation: 'relu', name: 'fc6' }),
    dropout({ rate: dropRate, name: 'drop7' }),
    dense({ units: denseUnits, activation: 'relu', name: 'fc7' }),
  );
  return predictions(hidden, classifier);
}

function convolution(name: string, filters: number, kernelSize: number, groups = 1): Layer {
  return conv2D({ filters, kernelSize, groups, padding: 'same', activation: 'relu', name });
}

/** Section 3.3, with the paper's constants. */
function responseNormalization(name: string): Layer {
  return localResponseNormalization({ depthRadius: 2, bias: 2, alpha: 1e-4, beta: 0.75, name });
}

/** Section 3.4: windows that overlap. */
function pool(name: string): Layer {
  return maxPooling2D({ poolSize: 3, strides: 2, name });
}
