import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignTargets } from './alignTargets.js';
import { type Loss, type LossArgs, lossOf } from './loss.js';

/** Arguments of `losses.dice`. */
export interface DiceArgs extends LossArgs {
  /** The axes that are summed over, as in [1, 2, 3]; all if left out, which gives one loss for the whole batch. */
  axis?: number | number[] | null;
}

const name = 'dice';

/**
 * 1 − 2·Σ t·y / (Σ t + Σ y + 1e-7): how little two areas overlap. Milletari et al. 2016, "V-Net: Fully Convolutional
 * Neural Networks for Volumetric Medical Image Segmentation". Mirrors keras.losses.Dice.
 * @shape yTrue and yPred [batch, height, width, classes] → one loss, or [batch] with axis [1, 2, 3]
 * @throws {ArgumentError} for targets that do not fit the predictions
 * @example losses.dice({ axis: [1, 2, 3] })
 */
export function dice(args: DiceArgs = {}): Loss {
  return lossOf(
    {
      name,
      targets: 'values',
      perSample(yTrue, yPred) {
        const targets = alignTargets(name, yTrue, yPred);
        const sum = (numbers: Tensor): Tensor => tf.sum(numbers, args.axis ?? undefined);
        const both = tf.mul(sum(tf.mul(targets, yPred)), 2);
        return tf.sub(1, tf.div(both, tf.add(tf.add(sum(targets), sum(yPred)), 1e-7)));
      },
    },
    args,
  );
}
