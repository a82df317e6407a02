import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';
import { signedTargets } from './signedTargets.js';

const name = 'hinge';

/**
 * max(1 − t·y, 0), the mean over the last axis, for targets −1 and 1; targets 0 and 1 are taken as such.
 * Mirrors keras.losses.Hinge.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.hinge()
 */
export function hinge(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        return tf.mean(tf.relu(tf.sub(1, tf.mul(signedTargets(targets), yPred))), -1);
      },
    },
    args,
  );
}
