/** The network of TensorFlow's tutorial on convolutional networks. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { conv2D } from '../layers/convolution/conv2D.js';
import { dense } from '../layers/core/dense.js';
import { maxPooling2D } from '../layers/pooling/maxPooling.js';
import { flatten } from '../layers/reshaping/flatten.js';
import type { Model } from '../training/models/model.js';
import { application, type Classifier, predictions } from './application.js';
import type { ApplicationArgs } from './applicationArgs.js';
import { inSequence } from './inSequence.js';

/** What three convolutions and two poolings leave a pixel of. */
const minimumSize = 18;

/**
 * Three convolutions 3×3 and two dense layers, for CIFAR-10: TensorFlow's tutorial "Convolutional Neural Network (CNN)",
 * tensorflow.org/tutorials/images/cnn. 122,570 parameters. It gives logits, unless `classifierActivation` says otherwise:
 * compile it with a loss that has `fromLogits: true`.
 * @shape [batch, height, width, 3], at least 18×18 → [batch, classes]; without the top [batch, 4, 4, 64] for 32×32
 * @throws {ArgumentError} for illegal arguments
 * @example applications.tutorialCNN().countParams(); // 122570
 */
export function tutorialCNN(args: ApplicationArgs = {}): Model {
  return application(
    {
      label: 'tutorialCNN',
      name: 'tutorial_cnn',
      defaults: { defaultSize: 32, minimumSize, classes: 10, classifierActivation: 'linear' },
      features,
      top,
    },
    args,
  );
}

function features(image: SymbolicTensor): SymbolicTensor {
  return inSequence(
    image,
    conv2D({ filters: 32, kernelSize: 3, activation: 'relu', name: 'conv1' }), // 30×30×32
    maxPooling2D({ name: 'pool1' }), // 15×15×32
    conv2D({ filters: 64, kernelSize: 3, activation: 'relu', name: 'conv2' }), // 13×13×64
    maxPooling2D({ name: 'pool2' }), // 6×6×64
    conv2D({ filters: 64, kernelSize: 3, activation: 'relu', name: 'conv3' }), // 4×4×64
  );
}

function top(maps: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  const hidden = inSequence(
    maps,
    flatten({ name: 'flatten' }),
    dense({ units: 64, activation: 'relu', name: 'hidden' }),
  );
  return predictions(hidden, classifier);
}
