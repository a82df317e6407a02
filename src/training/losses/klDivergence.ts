import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

const name = 'kl_divergence';

/**
 * Σ t · log(t / y): how far the distribution y is from t. Both are clipped to [1e-7, 1].
 * Mirrors keras.losses.KLDivergence.
 * @shape yTrue and yPred [batch, …, classes] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.klDivergence()
 */
export function klDivergence(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const truth = tf.clipByValue(targets, 1e-7, 1);
        const model = tf.clipByValue(yPred, 1e-7, 1);
        return tf.sum(tf.mul(truth, tf.log(tf.div(truth, model))), -1);
      },
    },
    args,
  );
}
