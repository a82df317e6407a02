import type { SymbolicTensor, Tensor } from '@tensorflow/tfjs';
import type { AnyLayer, CallArgs } from '../layer.js';

/** A recurrent layer with `returnState`: its outputs are a list, the output first, then the states. */
export type StateLayer = Omit<AnyLayer, 'apply'> & {
  /** Builds a model's graph. */
  apply(inputs: SymbolicTensor | SymbolicTensor[], args?: CallArgs): SymbolicTensor[];
  /** Computes at once. */
  apply(inputs: Tensor | Tensor[], args?: CallArgs): Tensor[];
};
