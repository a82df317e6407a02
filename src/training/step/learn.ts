import type { LayersModel, NamedTensorMap } from '@tensorflow/tfjs';
import { inPass } from '../../engine/index.js';
import { applyConstraints } from '../../layers/constraints/index.js';
import type { Compiled } from '../compile/compiled.js';

/** A step of the optimizer, after which the layers' constraints hold again. */
export function learn(model: LayersModel, { optimizer }: Compiled, gradients: NamedTensorMap): void {
  optimizer.applyGradients(gradients);
  inPass('update', () => applyConstraints(model.trainableWeights));
}
