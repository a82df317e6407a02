/** The residual networks of keras.applications: bottlenecks whose first convolution makes the image smaller, with biases. */
import type { Model } from '../training/models/model.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { type Checksums, publishedWeights } from './pretrained/publishedFile.js';
import { trainedApplication, usualSide } from './pretrained/trainedApplication.js';
import {
  kerasNormalization,
  type ResidualDesign,
  residualFeatures,
  residualPoolingNames,
} from './residualNetwork.js';

/** Makes one of them: 50, 101 and 152 layers differ in nothing but the number of blocks. */
export function kerasResNet(
  label: string,
  blocks: ResidualDesign['blocks'],
  checksums: Checksums,
  args: ApplicationArgs,
): Model | Promise<Model> {
  const name = label.toLowerCase();
  const design: ResidualDesign = {
    block: 'bottleneck',
    blocks,
    useBias: true,
    normalization: kerasNormalization,
  };
  return trainedApplication(
    {
      label,
      name,
      defaults: { weights: 'imagenet' },
      features: (image) => residualFeatures(image, design),
      poolingNames: residualPoolingNames,
    },
    args,
    {
      sides: [usualSide],
      file: (includeTop) => publishedWeights('resnet', name, checksums, includeTop),
    },
  );
}
