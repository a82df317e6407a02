import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

const name = 'log_cosh';

/**
 * log(cosh(y − t)), the mean over the last axis: ½e² for small errors, |e| − log 2 for large ones.
 * Mirrors keras.losses.LogCosh.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.logCosh()
 */
export function logCosh(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const error = tf.sub(yPred, targets);
        // e + softplus(−2e) − log 2 is the same, and cosh would overflow from 89 on.
        return tf.mean(tf.sub(tf.add(error, tf.softplus(tf.mul(error, -2))), Math.LN2), -1);
      },
    },
    args,
  );
}
