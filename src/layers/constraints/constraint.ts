/** What a weight is held to after every step of the optimizer. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** Brings a weight back to what is allowed. */
export abstract class Constraint extends tf.serialization.Serializable {
  /** The nearest allowed weight; the caller disposes it. */
  abstract apply(weight: Tensor): Tensor;
}
