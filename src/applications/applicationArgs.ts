/** The arguments of keras.applications, read and completed in one place. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import { ArgumentError } from '../errors.js';
import { type Activation, activationName } from '../layers/activation/functions.js';
import {
  boolean,
  nullable,
  oneOf,
  optional,
  positiveInteger,
  readArguments,
  type Schema,
  show,
  type Values,
} from '../layers/arguments.js';
import { type ImageSize, imageInput } from './imageInput.js';

/** Arguments that all published networks take. */
export interface ApplicationArgs {
  /** Whether the network ends in its classifier. Default true. */
  includeTop?: boolean;
  /**
   * `null`: new weights. `'imagenet'`: trained ones as Keras publishes them, downloaded once into Keras's own folder, for
   * VGG, ResNet50 to 152 and MobileNetV2, whose default they are. A path: a file that `model.loadWeights` takes.
   */
  weights?: string | null;
  /** What the network is applied to, in place of an input of its own. */
  inputTensor?: SymbolicTensor | null;
  /** The shape of one image, [height, width, channels]; without the top, height and width may be null. */
  inputShape?: readonly (number | null)[] | null;
  /** Without the top: the mean (`avg`) or the maximum (`max`) of every feature map. Default: the maps themselves. */
  pooling?: 'avg' | 'max' | null;
  /** How many classes the classifier knows. Default 1000 where the network was made for ImageNet. */
  classes?: number;
  /** Of the classifier; null for logits. Default `softmax`. */
  classifierActivation?: Activation | null;
  /** The model's name. Default: the network's. */
  name?: string;
}

/** What a network takes if its user says nothing. */
export interface ApplicationDefaults extends ImageSize {
  classes: number;
  classifierActivation: Activation;
  /** Keras's own networks come with ImageNet's weights unless told otherwise. */
  weights: 'imagenet' | null;
}

/** All arguments of a network, completed. */
export interface ApplicationSettings {
  includeTop: boolean;
  image: SymbolicTensor;
  isOwnInput: boolean;
  pooling: 'avg' | 'max' | null;
  classes: number;
  classifierActivation: Activation;
  name: string | undefined;
}

/**
 * Reads what a network was given.
 * @param label the function's name in messages, such as `resNet50`
 * @param extra the readers of what only this network takes
 * @throws {ArgumentError} for a value that is not allowed, for a name that is none, and for weights that are not there
 */
export function readApplicationArgs<S extends Schema>(
  label: string,
  given: ApplicationArgs,
  defaults: ApplicationDefaults,
  extra: S,
): ApplicationSettings & { extra: Values<S> } {
  const { includeTop, pooling, classes } = readArguments(label, given, schema(defaults.classes), [
    ...general,
    ...Object.keys(extra),
  ]);
  requireNoWeights(label, given.weights ?? null);
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => name in extra));
  return {
    includeTop,
    pooling,
    classes,
    image: imageInput(label, given, defaults, includeTop),
    isOwnInput: (given.inputTensor ?? null) === null,
    classifierActivation: classifierActivation(label, given, defaults),
    name: given.name,
    extra: readArguments(label, own, extra),
  };
}

/** What is read apart: null says something else there than nothing does, or it takes more than one argument. */
const general = ['inputTensor', 'inputShape', 'name', 'weights', 'classifierActivation'];

const schema = (defaultClasses: number) => ({
  includeTop: optional(boolean, true),
  pooling: nullable(oneOf(['avg', 'max'])),
  classes: optional(positiveInteger, defaultClasses),
});

function requireNoWeights(label: string, weights: unknown): void {
  if (weights === null) return;
  throw new ArgumentError(
    `${label}: nobody publishes weights: ${show(weights)} for it. Leave weights out for new ones, and read them from a ` +
      'file with model.loadWeights(file).',
  );
}

function classifierActivation(
  label: string,
  { classifierActivation: given }: ApplicationArgs,
  defaults: ApplicationDefaults,
): Activation {
  if (given === undefined) return defaults.classifierActivation;
  return given === null ? 'linear' : activationName(given, `${label}: classifierActivation`);
}
