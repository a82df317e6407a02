import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

const name = 'mean_squared_error';

/**
 * (t − y)², the mean over the last axis. Mirrors keras.losses.MeanSquaredError.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.meanSquaredError()
 */
export function meanSquaredError(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        return tf.mean(tf.squaredDifference(yPred, targets), -1);
      },
    },
    args,
  );
}
