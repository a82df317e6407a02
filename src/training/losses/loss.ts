import type { Tensor } from '@tensorflow/tfjs';
import { requireOneOf } from '../numberArguments.js';

/** How the losses of a batch become its loss. `sumOverBatchSize` and `mean` divide the weighted losses by their number,
 *  not by the sum of the weights; `meanWithSampleWeight` by the sum of the weights; `none` leaves them apart. */
export type Reduction = 'sumOverBatchSize' | 'sum' | 'mean' | 'meanWithSampleWeight' | 'none';

/** What training makes small. */
export interface Loss {
  /** Keras's name, as in `sparse_categorical_crossentropy`. */
  readonly name: string;
  /** Whether targets are class indices, one-hot rows, or values. */
  readonly targets: 'indices' | 'oneHot' | 'values';
  readonly reduction: Reduction;
  /** The label that is left out of loss and mean, if there is one. */
  readonly ignoreClass?: number;
  /**
   * One loss a sample (a pixel, a time step): [batch, …]. Called inside `tf.tidy`, and only with tensors: no value is
   * read back. Differentiable with respect to `yPred`.
   */
  perSample(yTrue: Tensor, yPred: Tensor): Tensor;
  /** Which of the samples count, 0 or 1, of perSample's shape; all if left out. */
  mask?(yTrue: Tensor, yPred: Tensor): Tensor;
  /** Whether predictions are logits already. */
  readonly fromLogits?: boolean;
  /** The activation whose logits serve this loss better than its probabilities, which round and are clipped. */
  readonly logitsOf?: 'softmax' | 'sigmoid';
  /** Keras's name of the kind and the arguments that it was made with, for files. */
  readonly madeWith?: { readonly kind: string; readonly args: Readonly<Record<string, unknown>> };
  /** As `perSample`, from the logits of a model that ends in `logitsOf`. Keras's training does so too. */
  perSampleFromLogits?(yTrue: Tensor, logits: Tensor): Tensor;
}

/** What every loss takes. */
export interface LossArgs {
  /** How the losses of a batch become its loss. Default `sumOverBatchSize`. */
  reduction?: Reduction;
  /** Default Keras's name. */
  name?: string;
}

const reductions: readonly Reduction[] = ['sumOverBatchSize', 'sum', 'mean', 'meanWithSampleWeight', 'none'];

/** A loss from what is its own and what was asked for.
 *  @throws {ArgumentError} for a reduction that is none */
export function lossOf(own: Omit<Loss, 'reduction'>, args: LossArgs): Loss {
  const { reduction = 'sumOverBatchSize', name = own.name } = args;
  requireOneOf(own.name, { reduction }, reductions);
  return { ...own, name, reduction, madeWith: { kind: own.name, args: { ...args } } };
}
