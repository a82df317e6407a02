/** Which weights are constrained, and holding them to it. tfjs's own constraints act when a weight is written, which an
 *  optimizer never does, and when weights are loaded, where Keras leaves them as they are. */
import type { Tensor, Variable } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import type { Constraint } from './constraint.js';

/** A weight of a layer, as far as a constraint needs it. */
interface ConstrainedWeight {
  read(): Tensor;
}

const constraints = new WeakMap<ConstrainedWeight, Constraint>();

/** Holds a weight to a constraint from now on. */
export function constrainWeight(weight: ConstrainedWeight, constraint: Constraint): void {
  constraints.set(weight, constraint);
}

/**
 * Brings the constrained ones of some weights back to what is allowed. To be called after every step of an optimizer.
 * @example
 * const layer = layers.dense({ units: 4, kernelConstraint: 'nonNeg', inputShape: [3] });
 * const model = models.sequential([layer]);
 * constraints.applyConstraints(model.trainableWeights);
 */
export function applyConstraints(weights: readonly ConstrainedWeight[]): void {
  for (const weight of weights) {
    const constraint = constraints.get(weight);
    if (constraint === undefined) continue;
    tf.tidy(() => {
      // A layer's weight is a tf.Variable, typed as its base class.
      (weight.read() as Variable).assign(constraint.apply(weight.read()));
    });
  }
}
