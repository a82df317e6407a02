import type { Tensor } from '@tensorflow/tfjs';

/** A number to watch that training does not optimize: the mean of one value a sample. */
export interface Metric {
  /** The name in logs and histories, as in `accuracy`. */
  readonly name: string;
  /** One value a sample: [batch, …]. Called inside `tf.tidy`. */
  perSample(yTrue: Tensor, yPred: Tensor): Tensor;
}
