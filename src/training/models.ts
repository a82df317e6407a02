/** Models. Mirrors keras.Sequential and keras.Model; each is a tf.LayersModel too. */
import type { LayersModel, SymbolicTensor, Sequential as TfjsSequential } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Layer } from '../layers/index.js';
import { uniqueName } from '../layers/naming.js';
import { withTraining } from './trainable.js';

/** A stack of layers. */
export class Sequential extends withTraining<TfjsSequential>(tf.Sequential) {}

/** A graph of layers. */
export class Model extends withTraining<LayersModel>(tf.LayersModel) {}

/**
 * A stack of layers, each fed with what the one before gives.
 * @param stack the layers; the first has an `inputShape`
 * @throws {ArgumentError} where layers do not fit each other, with the arithmetic
 * @example models.sequential([layers.flatten({ inputShape: [32, 32, 3] }), layers.dense({ units: 10 })])
 */
export function sequential(stack: readonly Layer[] = [], args: { name?: string } = {}): Sequential {
  if (!Array.isArray(stack)) {
    throw new ArgumentError(
      'sequential: a list of layers is expected, as in models.sequential([layers.dense({ units: 10, inputShape: [4] })]).',
    );
  }
  return new Sequential({ layers: [...stack], name: args.name ?? uniqueName('sequential') });
}

/**
 * The graph of layers that leads from the inputs to the outputs.
 * @example
 * const image = layers.input({ shape: [32, 32, 3] });
 * const model = models.functional({ inputs: image, outputs: layers.dense({ units: 10 }).apply(layers.flatten().apply(image)) });
 */
export function functional(args: {
  inputs: SymbolicTensor | SymbolicTensor[];
  outputs: SymbolicTensor | SymbolicTensor[];
  name?: string;
}): Model {
  return new Model({ ...args, name: args.name ?? uniqueName('functional') });
}
