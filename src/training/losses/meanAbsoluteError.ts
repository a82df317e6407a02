import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';
import { magnitude } from './magnitude.js';

const name = 'mean_absolute_error';

/**
 * |t − y|, the mean over the last axis. Mirrors keras.losses.MeanAbsoluteError.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.meanAbsoluteError()
 */
export function meanAbsoluteError(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        return tf.mean(magnitude(tf.sub(yPred, targets)), -1);
      },
    },
    args,
  );
}
