/** How every published network is put together: an image, feature maps, and a top or a pooling. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import type { Activation } from '../layers/activation/functions.js';
import type { Schema, Values } from '../layers/arguments.js';
import { dense } from '../layers/core/dense.js';
import { globalAveragePooling2D } from '../layers/pooling/globalAveragePooling.js';
import { globalMaxPooling2D } from '../layers/pooling/globalMaxPooling.js';
import { Model } from '../training/models/model.js';
import {
  type ApplicationArgs,
  type ApplicationDefaults,
  type ApplicationSettings,
  readApplicationArgs,
} from './applicationArgs.js';
import { sourceInputs } from './sourceInputs.js';

/** The classifier at the end of a network. */
export interface Classifier {
  classes: number;
  activation: Activation;
}

/** What one network has of its own. */
export interface Network<S extends Schema = Schema> {
  /** The function that makes it, as messages name it: `resNet50`. */
  label: string;
  /** The model's name, if the user gives none. */
  name: string | ((image: SymbolicTensor, extra: Values<S>) => string);
  /** Where they differ from those of networks for ImageNet without weights. */
  defaults?: Partial<ApplicationDefaults>;
  /** Arguments that only this network takes. */
  extra?: S;
  /** From images to feature maps [batch, height, width, channels]. */
  features(image: SymbolicTensor, extra: Values<S>): SymbolicTensor;
  /** From feature maps to the outputs. Default: the mean of every map, and a dense layer. */
  top?(features: SymbolicTensor, classifier: Classifier, extra: Values<S>): SymbolicTensor | SymbolicTensor[];
  /** The names of the layers that pool for `pooling`. Default: automatic. */
  poolingNames?: { avg: string; max: string };
}

const imageNet: ApplicationDefaults = {
  defaultSize: 224,
  minimumSize: 32,
  classes: 1000,
  classifierActivation: 'softmax',
  weights: null,
};

/**
 * Makes the model.
 * @throws {ArgumentError} for illegal arguments
 */
export function application<S extends Schema>(network: Network<S>, given: ApplicationArgs): Model {
  const defaults = { ...imageNet, ...network.defaults };
  const settings = readApplicationArgs(network.label, given, defaults, network.extra ?? ({} as S));
  const { image, extra } = settings;
  const name = typeof network.name === 'string' ? network.name : network.name(image, extra);
  return new Model({
    inputs: settings.isOwnInput ? image : sourceInputs(image),
    outputs: ending(network, network.features(image, extra), settings, extra),
    name: settings.name ?? name,
  });
}

function ending<S extends Schema>(
  network: Network<S>,
  features: SymbolicTensor,
  { includeTop, pooling, classes, classifierActivation: activation }: ApplicationSettings,
  extra: Values<S>,
): SymbolicTensor | SymbolicTensor[] {
  const { top = meanAndDense, poolingNames } = network;
  if (includeTop) return top(features, { classes, activation }, extra);
  if (pooling === null) return features;
  const pool = pooling === 'avg' ? globalAveragePooling2D : globalMaxPooling2D;
  return pool({ name: poolingNames?.[pooling] }).apply(features);
}

/** The mean of every feature map, and one dense layer. */
function meanAndDense(features: SymbolicTensor, classifier: Classifier): SymbolicTensor {
  return predictions(globalAveragePooling2D({ name: 'avg_pool' }).apply(features), classifier);
}

/** The last layer of most networks. */
export function predictions(x: SymbolicTensor, { classes: units, activation }: Classifier): SymbolicTensor {
  return dense({ units, activation, name: 'predictions' }).apply(x);
}
