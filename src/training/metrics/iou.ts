/** How much predicted and true regions overlap, for segmentation: TP / (TP + FP + FN). Mirrors keras.metrics. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { requireWholeNumber } from '../numberArguments.js';
import type { MetricArgs } from './accuracy.js';
import { columnTotals, confusionCounts, diagonalOf, matrixOf, rowTotals } from './confusionCounts.js';
import type { ConfusionMetric } from './metric.js';

/** Arguments of `metrics.meanIoU`. */
export interface MeanIoUArgs extends MetricArgs {
  numClasses: number;
  /** A label that is left out, as for pixels of no class. Default none. */
  ignoreClass?: number | null;
  /** Whether targets are class indices; else one-hot. Default true. */
  sparseYTrue?: boolean;
  /** Whether predictions are class indices; false for a model's outputs, one for each class. Default true, as in Keras. */
  sparseYPred?: boolean;
  /** The axis of the classes where they are not indices. Default the last. */
  axis?: number;
}

/** Arguments of `metrics.iou`. */
export interface IoUArgs extends MeanIoUArgs {
  /** The classes whose overlap counts. */
  targetClassIds: readonly number[];
}

/**
 * The mean overlap of some classes. Classes that are neither there nor predicted are left out of the mean.
 * Mirrors keras.metrics.IoU, but keeps fractions of sample weights, which Keras cuts off.
 * @shape yTrue and yPred [batch, …], or [batch, …, classes] where they are not indices
 * @throws {ArgumentError} for a class outside numClasses, and targets that do not fit the predictions
 * @example metrics.iou({ numClasses: 3, targetClassIds: [1, 2], sparseYPred: false })
 */
export function iou(args: IoUArgs): ConfusionMetric {
  const { numClasses, targetClassIds, ignoreClass = null, name = 'io_u' } = args;
  const { sparseYTrue = true, sparseYPred = true, axis = -1 } = args;
  requireWholeNumber('iou', { numClasses }, 1);
  const outside = targetClassIds.filter((id) => !Number.isInteger(id) || id < 0 || id >= numClasses);
  if (outside.length > 0) {
    throw new ArgumentError(
      `iou: targetClassIds must be classes 0 to ${numClasses - 1}; received ${outside.join(', ')}.`,
    );
  }
  const indices = (tensor: Tensor, isSparse: boolean): Tensor =>
    tf.reshape(isSparse ? tf.cast(tensor, 'int32') : tf.argMax(tensor, axis), [-1]);
  const overlaps = (sums: Float64Array): { overlap: number; isThere: boolean }[] => {
    const [there, predicted, hits] = [rowTotals(sums), columnTotals(sums), diagonalOf(sums)];
    return targetClassIds.map((id) => {
      const union = there[id]! + predicted[id]! - hits[id]!;
      return { overlap: union > 0 ? hits[id]! / union : 0, isThere: union > 0 };
    });
  };
  return {
    name,
    sums(yTrue, yPred, sampleWeight) {
      const [labels, decisions] = [indices(yTrue, sparseYTrue), indices(yPred, sparseYPred)];
      if (labels.size !== decisions.size) {
        throw new ArgumentError(
          `${name}: targets [${yTrue.shape.join(', ')}] do not fit predictions [${yPred.shape.join(', ')}]. ` +
            'For a model that has an output for each class use sparseYPred: false.',
        );
      }
      const weights =
        sampleWeight === undefined ? undefined : eachLabelsWeight(sampleWeight, yTrue, labels.size);
      return confusionCounts(labels, decisions, numClasses, { sampleWeight: weights, ignoreClass });
    },
    matrix: matrixOf,
    values: (sums) => overlaps(sums).map(({ overlap }) => overlap),
    result(sums) {
      const counted = overlaps(sums).filter(({ isThere }) => isThere);
      return counted.reduce((total, { overlap }) => total + overlap, 0) / Math.max(counted.length, 1);
    },
  };
}

/**
 * The mean overlap of all classes. Mirrors keras.metrics.MeanIoU.
 * @shape yTrue and yPred [batch, …], or [batch, …, classes] where they are not indices
 * @throws {ArgumentError} for a numClasses that is no whole number, and targets that do not fit the predictions
 * @example metrics.meanIoU({ numClasses: 3, sparseYPred: false })
 */
export function meanIoU(args: MeanIoUArgs): ConfusionMetric {
  requireWholeNumber('meanIoU', { numClasses: args.numClasses }, 1);
  const targetClassIds = Array.from({ length: args.numClasses }, (_, id) => id);
  return iou({ name: 'mean_io_u', ...args, targetClassIds });
}

/** Arguments of `metrics.binaryIoU`. */
export interface BinaryIoUArgs extends MetricArgs {
  /** The classes whose overlap counts. Default both. */
  targetClassIds?: readonly number[];
  /** Outputs of at least this are class 1. Default 0.5. */
  threshold?: number;
}

/**
 * The mean overlap of two classes that one output tells apart. Mirrors keras.metrics.BinaryIoU.
 * @shape yTrue and yPred [batch, …]
 * @throws {ArgumentError} for a class other than 0 and 1
 * @example metrics.binaryIoU({ targetClassIds: [1], threshold: 0.5 })
 */
export function binaryIoU(args: BinaryIoUArgs = {}): ConfusionMetric {
  const { targetClassIds = [0, 1], threshold = 0.5, name = 'binary_io_u' } = args;
  const inner = iou({ numClasses: 2, targetClassIds, name });
  return {
    ...inner,
    sums: (yTrue, yPred, sampleWeight) =>
      inner.sums(yTrue, tf.cast(tf.greaterEqual(yPred, threshold), 'int32'), sampleWeight),
  };
}

/** One weight for every label; a sample's counts for all its pixels. */
function eachLabelsWeight(sampleWeight: Tensor, yTrue: Tensor, labels: number): Tensor {
  if (sampleWeight.size === labels) return tf.reshape(sampleWeight, [-1]);
  const samples = yTrue.shape[0]!;
  return tf.reshape(tf.tile(tf.reshape(sampleWeight, [samples, 1]), [1, labels / samples]), [-1]);
}
