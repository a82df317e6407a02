import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

const name = 'categorical_hinge';

/**
 * max(n − p + 1, 0): p the output of the true class, n the largest of the others.
 * Mirrors keras.losses.CategoricalHinge.
 * @shape yTrue and yPred [batch, …, classes] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.categoricalHinge()
 */
export function categoricalHinge(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'oneHot',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const truth = tf.sum(tf.mul(targets, yPred), -1);
        const others = tf.max(tf.mul(tf.sub(1, targets), yPred), -1);
        return tf.relu(tf.add(tf.sub(others, truth), 1));
      },
    },
    args,
  );
}
