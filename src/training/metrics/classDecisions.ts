import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignLabels, alignTargets } from '../losses/alignTargets.js';

/** True and predicted classes as indices, and how many classes there are. */
export interface ClassDecisions {
  /** [batch, …] int32 */
  labels: Tensor;
  /** [batch, …] int32 */
  decisions: Tensor;
  classes: number;
}

/**
 * Which class a sample has and which it was taken for: the largest output, or for one output whether it is above ½.
 * Targets are class indices, or one-hot rows if they have the predictions' shape.
 * @throws {ArgumentError} for targets that do not fit the predictions
 */
export function classDecisions(metric: string, yTrue: Tensor, yPred: Tensor): ClassDecisions {
  const classes = yPred.shape.at(-1) ?? 1;
  if (yPred.rank < 2 || classes === 1) {
    return {
      labels: tf.cast(alignTargets(metric, yTrue, yPred), 'int32'),
      decisions: tf.cast(tf.greater(yPred, 0.5), 'int32'),
      classes: 2,
    };
  }
  const isOneHot = yTrue.shape.join() === yPred.shape.join();
  return {
    labels: isOneHot ? tf.argMax(yTrue, -1) : alignLabels(metric, yTrue, yPred),
    decisions: tf.argMax(yPred, -1),
    classes,
  };
}
