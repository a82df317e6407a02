/** LeNet-5, the network that read checks. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { oneOf, optional } from '../layers/arguments.js';
import { conv2D } from '../layers/convolution/conv2D.js';
import { dense } from '../layers/core/dense.js';
import { averagePooling2D } from '../layers/pooling/averagePooling.js';
import { flatten } from '../layers/reshaping/flatten.js';
import type { Model } from '../training/models/model.js';
import { application, type Classifier, predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { inSequence } from './inSequence.js';
import { publishedLenet5Features, publishedLenet5Top } from './publishedLenet5.js';

/** Arguments of `applications.lenet5`. */
export interface LeNet5Args extends ApplicationArgs {
  /** `published`, the default: as in 1998, down to the incomplete connections of its second convolution. `modern`: the
   *  usual textbook form, of plain convolutions, mean pooling, tanh, and a softmax. */
  variant?: 'published' | 'modern';
}

const extra = { variant: optional(oneOf(['published', 'modern']), 'published') };

/**
 * Two convolutions 5×5, each followed by a pooling, then 120, 84 and 10 units. LeCun, Bottou, Bengio & Haffner 1998,
 * "Gradient-Based Learning Applied to Document Recognition", section II.B. `published`: 60,000 parameters that learn, and
 * 840 fixed ones, the pictures of the ten digits that its output compares with (drawn here in the manner of figure 3). Their
 * squared distances d come out as softmax(−d), or, with `classifierActivation: null`, as −d up to a number that is the
 * same for all classes. `modern`: 61,706 parameters.
 * @shape [batch, height, width, 1], at least 32×32 → [batch, classes]; without the top [batch, 5, 5, 16] for 32×32
 * @throws {ArgumentError} for illegal arguments, and for other than ten classes in the published form
 * @example applications.lenet5({ variant: 'modern' }).countParams(); // 61706
 */
export function lenet5(args: LeNet5Args = {}): Model {
  return application(
    {
      label: 'lenet5',
      name: 'lenet5',
      defaults: { defaultSize: 32, minimumSize: 32, channels: 1, classes: 10 },
      extra,
      features: (image, { variant }) =>
        variant === 'published' ? publishedLenet5Features(image) : modernFeatures(image),
      top: (features, classifier, { variant }) =>
        (variant === 'published' ? publishedLenet5Top : modernTop)(features, classifier),
    },
    args,
  );
}

function modernFeatures(image: SymbolicTensor): SymbolicTensor {
  return inSequence(
    image,
    conv2D({ filters: 6, kernelSize: 5, activation: 'tanh', name: 'c1' }), // 28×28×6
    averagePooling2D({ name: 's2' }), // 14×14×6
    conv2D({ filters: 16, kernelSize: 5, activation: 'tanh', name: 'c3' }), // 10×10×16
    averagePooling2D({ name: 's4' }), // 5×5×16
  );
}

function modernTop(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const hidden = inSequence(
    features,
    flatten({ name: 'flatten' }),
    dense({ units: 120, activation: 'tanh', name: 'c5' }),
    dense({ units: 84, activation: 'tanh', name: 'f6' }),
  );
  return predictions(hidden, classifier);
}
