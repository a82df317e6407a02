/** From the losses of the samples to the loss of the batch. Mirrors keras.losses.Loss.__call__. */
import type { Scalar, Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignWeights } from '../alignWeights.js';
import type { Loss } from './loss.js';

/**
 * The loss of a batch as training minimizes it; with reduction `none`, the sum. The caller disposes it.
 * @param sampleWeight [batch] (or one weight a pixel or time step)
 * @param logits the logits of the model's last activation where it is the one that `loss.logitsOf` names; the loss is
 *   then computed from them, so that nothing is rounded to 0 or 1
 * @example
 * const loss = losses.meanSquaredError();
 * losses.lossValue(loss, tf.tensor2d([[1], [2]]), tf.tensor2d([[1], [4]])).dataSync()[0]; // (0 + 4)/2 = 2
 */
export function lossValue(
  loss: Loss,
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight?: Tensor,
  logits?: Tensor,
): Scalar {
  return tf.tidy(() => {
    const value = reducedLoss(loss, yTrue, yPred, sampleWeight, logits);
    return value.rank === 0 ? (value as Scalar) : tf.sum(value);
  });
}

/**
 * The loss as its reduction leaves it: a scalar, or [batch, …] with reduction `none`. The caller disposes it.
 * @example
 * const loss = losses.meanSquaredError({ reduction: 'none' });
 * losses.reducedLoss(loss, tf.tensor2d([[1], [2]]), tf.tensor2d([[1], [4]])); // [0, 4]
 */
export function reducedLoss(
  loss: Loss,
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight?: Tensor,
  logits?: Tensor,
): Tensor {
  return tf.tidy(() => {
    const values =
      logits !== undefined && loss.perSampleFromLogits !== undefined
        ? loss.perSampleFromLogits(yTrue, logits)
        : loss.perSample(yTrue, yPred);
    const weights = weightsOf(loss, values, yTrue, yPred, sampleWeight);
    return reduced(loss, weights === undefined ? values : tf.mul(values, weights), weights);
  });
}

/** What every loss counts: the sample weights, and 0 for what is masked. */
function weightsOf(
  loss: Loss,
  values: Tensor,
  yTrue: Tensor,
  yPred: Tensor,
  sampleWeight: Tensor | undefined,
): Tensor | undefined {
  const aligned = sampleWeight === undefined ? undefined : alignWeights(sampleWeight, values);
  const mask = loss.mask?.(yTrue, yPred);
  if (mask === undefined) return aligned;
  const averages = loss.reduction === 'mean' || loss.reduction === 'sumOverBatchSize';
  // Means divide by the number of all samples; this makes it the number of those that count.
  const counted = averages ? tf.mul(mask, tf.divNoNan(mask.size, tf.sum(mask))) : mask;
  return aligned === undefined ? counted : tf.mul(aligned, counted);
}

function reduced(loss: Loss, values: Tensor, weights: Tensor | undefined): Tensor {
  if (loss.reduction === 'none' || values.rank === 0) return values;
  const sum = tf.sum(values);
  switch (loss.reduction) {
    case 'sum':
      return sum;
    case 'sumOverBatchSize':
    case 'mean':
      return tf.div(sum, values.size);
    case 'meanWithSampleWeight':
      // The quotient of constants only: tfjs cannot differentiate its divNoNan.
      return weights === undefined ? tf.div(sum, values.size) : tf.mul(sum, tf.divNoNan(1, tf.sum(weights)));
  }
}
