/** Residual networks as torchvision has them: no biases before batch normalization, and where an image becomes smaller,
 *  a convolution 3×3 does it. */
import type { Model } from '../training/models/model.js';
import { application } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import {
  type ResidualDesign,
  residualFeatures,
  residualPoolingNames,
  torchNormalization,
} from './residualNetwork.js';

/** Makes one of them. */
export function torchResNet(
  label: string,
  own: Omit<ResidualDesign, 'useBias' | 'stridesIn' | 'normalization'>,
  args: ApplicationArgs,
): Model {
  const design: ResidualDesign = {
    ...own,
    useBias: false,
    stridesIn: 'middle',
    normalization: torchNormalization,
  };
  return application(
    {
      label,
      name: label.toLowerCase(),
      features: (image) => residualFeatures(image, design),
      poolingNames: residualPoolingNames,
    },
    args,
  );
}
