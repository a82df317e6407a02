import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

/** Arguments of `losses.cosineSimilarity`. */
export interface CosineSimilarityArgs extends LossArgs {
  /** The axis along which the vectors lie. Default the last. */
  axis?: number;
}

const name = 'cosine_similarity';

/**
 * −cos of the angle between target and prediction: −1 for the same direction, 1 for the opposite one.
 * Mirrors keras.losses.CosineSimilarity.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.cosineSimilarity()
 */
export function cosineSimilarity(args: CosineSimilarityArgs = {}): Loss {
  const { axis = -1 } = args;
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        return tf.neg(tf.sum(tf.mul(normalized(targets, axis), normalized(yPred, axis)), axis));
      },
    },
    args,
  );
}

/** A vector of length 1 in the same direction; shorter for one that is shorter than 1e-7. Keras bounds the reciprocal
 *  root instead, which is the same number, but NaN in the gradient of a vector of zeros. */
function normalized(vectors: Tensor, axis: number): Tensor {
  const squares = tf.sum(tf.square(vectors), axis, true);
  return tf.mul(vectors, tf.rsqrt(tf.maximum(squares, 1e-14)));
}
