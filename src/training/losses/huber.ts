import { tf } from '../../engine/index.js';
import { requirePositive } from '../numberArguments.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';
import { magnitude } from './magnitude.js';

/** Arguments of `losses.huber`. */
export interface HuberArgs extends LossArgs {
  /** Where the parabola ends, above 0. Default 1. */
  delta?: number;
}

const name = 'huber_loss';

/**
 * ½e² where the error e is at most delta, beyond it delta·|e| − ½delta²: a parabola that goes on as a line; the mean over
 * the last axis. Huber 1964, "Robust Estimation of a Location Parameter". Mirrors keras.losses.Huber.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for a delta that is not positive, and targets that do not fit the predictions
 * @example losses.huber({ delta: 0.5 })
 */
export function huber(args: HuberArgs = {}): Loss {
  const { delta = 1 } = args;
  requirePositive('huber', { delta });
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const size = magnitude(tf.sub(yPred, targets));
        const near = tf.minimum(size, delta);
        // ½e² up to delta, and beyond it ½delta² + delta·(|e| − delta): without a choice, for which tfjs has no gradient.
        return tf.mean(tf.add(tf.mul(tf.square(near), 0.5), tf.mul(tf.sub(size, near), delta)), -1);
      },
    },
    args,
  );
}
