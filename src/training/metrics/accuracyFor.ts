import type { Tensor } from '@tensorflow/tfjs';
import type { Loss } from '../losses/loss.js';
import { binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy } from './accuracy.js';
import type { Metric } from './metric.js';

/**
 * The accuracy that fits what the loss expects; where that says nothing, as for the mean squared error, the one that fits
 * the shapes, as in Keras. Unlike Keras, several outputs under a binary loss are several decisions, not one class, and
 * logits are decided at 0.
 */
export function accuracyFor(loss: Loss, name: string): Metric {
  const binary = binaryAccuracy({ name, threshold: loss.fromLogits === true ? 0 : 0.5 });
  if (loss.targets === 'indices') return sparseCategoricalAccuracy({ name });
  if (loss.targets === 'oneHot') return categoricalAccuracy({ name });
  if (loss.logitsOf === 'sigmoid') return binary;
  const fitting = (yTrue: Tensor, yPred: Tensor): Metric => {
    if (yPred.rank < 2 || yPred.shape.at(-1) === 1) return binary;
    const isSparse = yTrue.rank < yPred.rank || yTrue.shape.at(-1) === 1;
    return isSparse ? sparseCategoricalAccuracy({ name }) : categoricalAccuracy({ name });
  };
  return {
    name,
    sums: (yTrue, yPred, sampleWeight) => fitting(yTrue, yPred).sums(yTrue, yPred, sampleWeight),
    result: binary.result,
  };
}
