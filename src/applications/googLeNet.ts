/** GoogLeNet, also called Inception v1. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { boolean, complaint, optional } from '../layers/arguments.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { dense } from '../layers/core/dense.js';
import type { Layer } from '../layers/layer.js';
import { localResponseNormalization } from '../layers/normalization/localResponseNormalization.js';
import { averagePooling2D } from '../layers/pooling/averagePooling.js';
import { globalAveragePooling2D } from '../layers/pooling/globalAveragePooling.js';
import { maxPooling2D } from '../layers/pooling/maxPooling.js';
import { dropout } from '../layers/regularization/dropout.js';
import { flatten } from '../layers/reshaping/flatten.js';
import type { Model } from '../training/models/model.js';
import { application, type Classifier, predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { type InceptionFilters, inceptionModule } from './inceptionModule.js';
import { inSequence } from './inSequence.js';

/** Arguments of `applications.googLeNet`. */
export interface GoogLeNetArgs extends ApplicationArgs {
  /** Whether two more classifiers look at earlier feature maps, as in the published training; they come out second and
   *  third. Default false. */
  auxiliary?: boolean;
}

const extra = { auxiliary: optional(boolean, false) };

/** Table 1; null stands for a pooling that halves the image. */
const modules: readonly ([name: string, filters: InceptionFilters] | null)[] = [
  ['3a', [64, 96, 128, 16, 32, 32]],
  ['3b', [128, 128, 192, 32, 96, 64]],
  null,
  ['4a', [192, 96, 208, 16, 48, 64]],
  ['4b', [160, 112, 224, 24, 64, 64]],
  ['4c', [128, 128, 256, 24, 64, 64]],
  ['4d', [112, 144, 288, 32, 64, 64]],
  ['4e', [256, 160, 320, 32, 128, 128]],
  null,
  ['5a', [256, 160, 320, 32, 128, 128]],
  ['5b', [384, 192, 384, 48, 128, 128]],
];

/** After which modules the auxiliary classifiers look. */
const tapped = ['4a', '4d'];

/** The auxiliary classifiers pool 5×5 of a sixteenth of the image. */
const minimumSizeWithAuxiliary = 65;

/**
 * Nine modules that look at every size at once. Szegedy et al. 2015, "Going Deeper with Convolutions", table 1. 6,998,552
 * parameters, 13,378,280 with the auxiliary classifiers. In training the paper adds their losses with weight 0.3:
 * `compile({ lossWeights: [1, 0.3, 0.3], … })`.
 * @shape [batch, height, width, 3], at least 32×32 (65×65 with auxiliary classifiers) → [batch, classes], or three of
 *   them; without the top [batch, height/32, width/32, 1024]
 * @throws {ArgumentError} for illegal arguments, and for auxiliary classifiers without the top
 * @example applications.googLeNet({ includeTop: false, inputShape: [64, 64, 3] }).outputShape; // [null, 2, 2, 1024]
 */
export function googLeNet(args: GoogLeNetArgs = {}): Model {
  const taps: SymbolicTensor[] = [];
  if (args.auxiliary === true && args.includeTop === false) {
    throw complaint('googLeNet: auxiliary', 'false where includeTop is false', true);
  }
  return application(
    {
      label: 'googLeNet',
      name: 'googlenet',
      defaults: args.auxiliary === true ? { minimumSize: minimumSizeWithAuxiliary } : {},
      extra,
      features: (image) => inceptionFeatures(image, taps),
      top: (features, classifier, { auxiliary }) => {
        const output = top(features, classifier);
        if (!auxiliary) return output;
        return [output, ...taps.map((tap, index) => auxiliaryTop(tap, classifier, `aux${index + 1}`))];
      },
    },
    args,
  );
}

/** Writes into `taps` what the auxiliary classifiers look at. */
function inceptionFeatures(image: SymbolicTensor, taps: SymbolicTensor[]): SymbolicTensor {
  const stem = inSequence(
    image,
    conv2D({
      filters: 64,
      kernelSize: 7,
      strides: 2,
      padding: 'same',
      activation: 'relu',
      name: 'conv1_7x7',
    }), // 112×112×64
    halving('pool1'), // 56×56×64
    responseNormalization('pool1_norm'),
    conv2D({ filters: 64, kernelSize: 1, activation: 'relu', name: 'conv2_3x3_reduce' }),
    conv2D({ filters: 192, kernelSize: 3, padding: 'same', activation: 'relu', name: 'conv2_3x3' }),
    responseNormalization('conv2_norm'),
    halving('pool2'), // 28×28×192
  );
  let poolings = 2;
  return modules.reduce((x, module) => {
    if (module === null) return halving(`pool${++poolings}`).apply(x);
    const [name, filters] = module;
    const output = inceptionModule(x, `inception_${name}`, filters);
    if (tapped.includes(name)) taps.push(output);
    return output;
  }, stem);
}

function top(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const mean = inSequence(
    features,
    globalAveragePooling2D({ name: 'avg_pool' }),
    dropout({ rate: 0.4, name: 'drop' }),
  );
  return predictions(mean, classifier);
}

/** Section 5. */
function auxiliaryTop(
  tap: SymbolicTensor,
  { classes: units, activation }: Classifier,
  name: string,
): SymbolicTensor {
  return inSequence(
    tap,
    averagePooling2D({ poolSize: 5, strides: 3, name: `${name}_pool` }), // 4×4
    conv2D({ filters: 128, kernelSize: 1, activation: 'relu', name: `${name}_conv` }),
    flatten({ name: `${name}_flatten` }),
    dense({ units: 1024, activation: 'relu', name: `${name}_fc` }),
    dropout({ rate: 0.7, name: `${name}_drop` }),
    dense({ units, activation, name: `${name}_predictions` }),
  );
}

/** The paper's images halve exactly: 112, 56, 28, 14, 7. */
function halving(name: string): Layer {
  return maxPooling2D({ poolSize: 3, strides: 2, padding: 'same', name });
}

/** The paper does not give its constants; these are those of Caffe's version, whose alpha is of a mean over five channels. */
function responseNormalization(name: string): Layer {
  return localResponseNormalization({ depthRadius: 2, bias: 1, alpha: 1e-4 / 5, beta: 0.75, name });
}
