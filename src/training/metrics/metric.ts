import type { Tensor, Tensor1D } from '@tensorflow/tfjs';

/** A number to watch that training does not optimize. Every metric is made from sums over the samples, so that batches
 *  add up exactly and a whole training step needs one transfer: an accuracy from (right, all), a precision from (true
 *  positives, predicted positives), a confusion matrix from its cells. */
export interface Metric {
  /** The name in logs and histories, as in `accuracy`. */
  readonly name: string;
  /**
   * A batch's contribution to the sums, always of the same length. Called inside `tf.tidy`, and only with tensors: no
   * value may be read back, so that a step can be recorded as one graph.
   * @param sampleWeight [batch] (or one weight a pixel or time step); every sample counts 1 if left out
   */
  sums(yTrue: Tensor, yPred: Tensor, sampleWeight?: Tensor): Tensor1D;
  /** The metric's value from the sums over all batches; NaN where it is undefined. */
  result(sums: Float64Array): number;
}
