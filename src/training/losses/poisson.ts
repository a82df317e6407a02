import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

const name = 'poisson';

/**
 * y − t·log(y + 1e-7), the mean over the last axis: the likelihood of counts, up to a constant.
 * Mirrors keras.losses.Poisson.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.poisson()
 */
export function poisson(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        return tf.mean(tf.sub(yPred, tf.mul(targets, tf.log(tf.add(yPred, 1e-7)))), -1);
      },
    },
    args,
  );
}
