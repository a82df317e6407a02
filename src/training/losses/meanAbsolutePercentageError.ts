import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';
import { magnitude } from './magnitude.js';

const name = 'mean_absolute_percentage_error';

/**
 * 100 · |t − y| / |t|, the mean over the last axis; a target nearer to 0 than 1e-7 counts as 1e-7.
 * Mirrors keras.losses.MeanAbsolutePercentageError.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.meanAbsolutePercentageError()
 */
export function meanAbsolutePercentageError(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const size = tf.maximum(tf.abs(targets), 1e-7);
        return tf.mul(tf.mean(magnitude(tf.div(tf.sub(targets, yPred), size)), -1), 100);
      },
    },
    args,
  );
}
