import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { requireWithin } from '../numberArguments.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

/** Arguments of `losses.tversky`. */
export interface TverskyArgs extends LossArgs {
  /** The weight of what is missed, at least 0. Default 0.5. */
  alpha?: number;
  /** The weight of what is there too much, at least 0. Default 0.5. */
  beta?: number;
  /** The axes that are summed over, as in [1, 2, 3]; all if left out, which gives one loss for the whole batch. */
  axis?: number | number[] | null;
}

const name = 'tversky';

/**
 * 1 − o / (o + alpha·m + beta·f + 1e-7): o the overlap Σ t·y, m what is missed, f what is there too much; dice for
 * alpha = beta = ½. Salehi et al. 2017, "Tversky loss function for image segmentation using 3D fully convolutional deep
 * networks". Mirrors keras.losses.Tversky.
 * @shape yTrue and yPred [batch, height, width, classes] → one loss, or [batch] with axis [1, 2, 3]
 * @throws {ArgumentError} for a negative weight, and targets that do not fit the predictions
 * @example losses.tversky({ alpha: 0.7, beta: 0.3, axis: [1, 2, 3] })
 */
export function tversky(args: TverskyArgs = {}): Loss {
  const { alpha = 0.5, beta = 0.5 } = args;
  requireWithin('tversky', { alpha, beta }, 0, Infinity);
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const sum = (numbers: Tensor): Tensor => tf.sum(numbers, args.axis ?? undefined);
        const overlap = sum(tf.mul(targets, yPred));
        const missed = tf.mul(sum(tf.mul(targets, tf.sub(1, yPred))), alpha);
        const extra = tf.mul(sum(tf.mul(tf.sub(1, targets), yPred)), beta);
        return tf.sub(1, tf.div(overlap, tf.add(tf.add(overlap, tf.add(missed, extra)), 1e-7)));
      },
    },
    args,
  );
}
