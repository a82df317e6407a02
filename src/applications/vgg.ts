/** What VGG16 and VGG19 have in common. Simonyan & Zisserman 2015, "Very Deep Convolutional Networks for Large-Scale Image
 *  Recognition", table 1. Layers are named as in keras.applications. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { conv2D } from '../layers/convolution/conv2D.js';
import { dense } from '../layers/core/dense.js';
import { maxPooling2D } from '../layers/pooling/maxPooling.js';
import { flatten } from '../layers/reshaping/flatten.js';
import type { Model } from '../training/models/model.js';
import { type Classifier, predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { inSequence } from './inSequence.js';
import { type Checksums, publishedWeights } from './pretrained/publishedFile.js';
import { trainedApplication, usualSide } from './pretrained/trainedApplication.js';

const filtersOfBlocks = [64, 128, 256, 512, 512];
const denseUnits = 4096;

/** Five blocks of convolutions 3×3, a maximum after each; `convolutions` says how many each has. */
export function vgg(
  label: string,
  convolutions: readonly number[],
  checksums: Checksums,
  args: ApplicationArgs,
): Model | Promise<Model> {
  return trainedApplication(
    {
      label,
      name: label,
      defaults: { weights: 'imagenet' },
      features: (image) => convolutions.reduce(block, image),
      top,
    },
    args,
    {
      sides: [usualSide],
      file: (includeTop) => publishedWeights(label, label, checksums, includeTop),
    },
  );
}

function block(x: SymbolicTensor, count: number, index: number): SymbolicTensor {
  const name = `block${index + 1}`;
  const filters = filtersOfBlocks[index]!;
  const convolutions = Array.from({ length: count }, (_, one) =>
    conv2D({
      filters,
      kernelSize: 3,
      padding: 'same',
      activation: 'relu',
      name: `${name}_conv${one + 1}`,
    }),
  );
  return inSequence(x, ...convolutions, maxPooling2D({ name: `${name}_pool` }));
}

function top(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const hidden = inSequence(
    features,
    flatten({ name: 'flatten' }),
    dense({ units: denseUnits, activation: 'relu', name: 'fc1' }),
    dense({ units: denseUnits, activation: 'relu', name: 'fc2' }),
  );
  return predictions(hidden, classifier);
}
