/** tfjs hands gradients over by their variables' names; these are the variables. */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** A tensor and its name. */
export type NamedTensor = { name: string; tensor: Tensor };

export interface VariableGradient {
  variable: Variable;
  gradient: Tensor;
}

/** Every variable that has a gradient; tfjs hands on null for one that the loss does not depend on. */
export function gradientsByVariable(gradients: NamedTensorMap | NamedTensor[]): VariableGradient[] {
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  return named.flatMap(({ name, tensor }) => {
    const variable = registeredVariable(name);
    return variable === undefined || tensor == null ? [] : [{ variable, gradient: tensor }];
  });
}

/** The living variable of this name. */
export function registeredVariable(name: string): Variable | undefined {
  return tf.engine().registeredVariables[name];
}
