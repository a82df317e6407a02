/** What saving needs of a compiled model. */
import type { LayersModel, Optimizer, Tensor, Variable } from '@tensorflow/tfjs';
import type { CompileArgs } from '../../training/compile/compileArgs.js';
import { compiledIfAny } from '../../training/compile/compiled.js';

export interface CompiledState {
  args: CompileArgs;
  optimizer: Optimizer;
}

/** How the model was compiled; undefined if it was not. */
export function compiledStateOf(model: LayersModel): CompiledState | undefined {
  const compiled = compiledIfAny(model);
  return compiled === undefined ? undefined : { args: compiled.args, optimizer: compiled.optimizer };
}

/** An optimizer whose state travels in Keras's order: iteration, learning rate, then what it remembers of each weight. */
export interface StatefulOptimizer {
  /** The caller disposes the tensors. */
  variables(): { name: string; tensor: Tensor }[];
  /** The tensors stay the caller's. */
  setVariables(tensors: readonly Tensor[]): void;
  /** Makes the state of variables before their first step. */
  build(variables: readonly Variable[]): void;
}

/** tfjs's own optimizers have a state of another form, which Keras does not read. */
export function isStateful(optimizer: object): optimizer is StatefulOptimizer {
  return (
    'variables' in optimizer &&
    typeof optimizer.variables === 'function' &&
    'setVariables' in optimizer &&
    'build' in optimizer
  );
}
