/** The residual networks of keras.applications: bottlenecks whose first convolution makes the image smaller, with biases. */
import type { Model } from '../training/models/model.js';
import { application } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import {
  kerasNormalization,
  type ResidualDesign,
  residualFeatures,
  residualPoolingNames,
} from './residualNetwork.js';

/** Makes one of them: 50, 101 and 152 layers differ in nothing but the number of blocks. */
export function kerasResNet(label: string, blocks: ResidualDesign['blocks'], args: ApplicationArgs): Model {
  const design: ResidualDesign = {
    block: 'bottleneck',
    blocks,
    useBias: true,
    normalization: kerasNormalization,
  };
  return application(
    {
      label,
      name: label.toLowerCase(),
      defaults: { weights: 'imagenet' },
      features: (image) => residualFeatures(image, design),
      poolingNames: residualPoolingNames,
    },
    args,
  );
}
