/** What a weight or an output costs beside the loss. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** A tensor of no axes. */
type Scalar = ReturnType<typeof tf.scalar>;

/** A penalty that is added to the loss. */
export abstract class Regularizer extends tf.serialization.Serializable {
  /** The penalty; the caller disposes it. */
  abstract apply(x: Tensor): Scalar;
}
