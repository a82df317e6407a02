import type { Tensor } from '@tensorflow/tfjs';

/** What training makes small. */
export interface Loss {
  /** Keras's name, as in `sparse_categorical_crossentropy`. */
  readonly name: string;
  /** Whether targets are class indices, one-hot rows, or values. */
  readonly targets: 'indices' | 'oneHot' | 'values';
  /**
   * One loss a sample (a pixel, a time step): [batch, …]. The batch's loss is their mean.
   * Called inside `tf.tidy`; differentiable with respect to `yPred`.
   */
  perSample(yTrue: Tensor, yPred: Tensor): Tensor;
}
