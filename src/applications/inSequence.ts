/** Layers one after another. */
import type { SymbolicTensor } from '@tensorflow/tfjs';
import type { Layer } from '../layers/layer.js';

/** The last layer's output where each layer is applied to what the one before it gives. */
export function inSequence(x: SymbolicTensor, ...stack: readonly Layer[]): SymbolicTensor {
  return stack.reduce((input, layer) => layer.apply(input), x);
}
