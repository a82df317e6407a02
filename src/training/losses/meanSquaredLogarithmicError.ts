import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

const name = 'mean_squared_logarithmic_error';

/**
 * (log(1 + t) − log(1 + y))², the mean over the last axis; numbers below 1e-7 count as 1e-7.
 * Mirrors keras.losses.MeanSquaredLogarithmicError.
 * @shape yTrue and yPred [batch, …, outputs] → [batch, …]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.meanSquaredLogarithmicError()
 */
export function meanSquaredLogarithmicError(args: LossArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const logarithm = (numbers: Tensor): Tensor => tf.log(tf.add(tf.maximum(numbers, 1e-7), 1));
        return tf.mean(tf.squaredDifference(logarithm(yPred), logarithm(targets)), -1);
      },
    },
    args,
  );
}
