import type { SymbolicTensor } from '@tensorflow/tfjs';
import { Model } from './model.js';

/**
 * The graph of layers that leads from the inputs to the outputs.
 * @throws {ArgumentError} where layers do not fit each other, with the arithmetic
 * @example
 * const image = layers.input({ shape: [32, 32, 3] });
 * const model = models.functional({ inputs: image, outputs: layers.dense({ units: 10 }).apply(layers.flatten().apply(image)) });
 */
export function functional(args: {
  inputs: SymbolicTensor | SymbolicTensor[];
  outputs: SymbolicTensor | SymbolicTensor[];
  name?: string;
}): Model {
  return new Model(args);
}
