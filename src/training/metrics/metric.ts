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
  /** The metric's value from the sums over all batches; as Keras, 0 where it is undefined. */
  result(sums: Float64Array): number;
}

/** A metric with a value for every class, output or threshold; its result averages them. */
export interface MetricOfSeveral extends Metric {
  /** One value for every class, output or threshold. */
  values(sums: Float64Array): number[];
}

/** A metric that counts how often each class was taken for each. */
export interface ConfusionMetric extends MetricOfSeveral {
  /** Rows: the true class. Columns: the predicted one. */
  matrix(sums: Float64Array): number[][];
}

/** How the values of classes become one: all alike, all decisions alike, or by how frequent each class is. */
export type Average = 'macro' | 'micro' | 'weighted';
