/** How many are right. Mirrors keras.metrics. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { alignLabels, alignTargets } from '../losses/alignTargets.js';
import { meanMetric } from './meanMetric.js';
import type { Metric } from './metric.js';

/** What every metric takes. */
export interface MetricArgs {
  /** The name in logs and histories. Default Keras's. */
  name?: string;
}

/**
 * Whether the largest output is the label's, for labels that are class indices. Mirrors keras.metrics.SparseCategoricalAccuracy.
 * @shape yTrue [batch, …] or [batch, …, 1], yPred [batch, …, classes] → [batch, …] of 0 and 1
 * @example metrics.sparseCategoricalAccuracy()
 */
export function sparseCategoricalAccuracy(args: MetricArgs = {}): Metric {
  const { name = 'sparse_categorical_accuracy' } = args;
  return meanMetric(name, (yTrue, yPred) =>
    asNumbers(tf.equal(tf.argMax(yPred, -1), alignLabels(name, yTrue, yPred))),
  );
}

/**
 * Whether the largest output is where the one-hot target has its 1. Mirrors keras.metrics.CategoricalAccuracy.
 * @shape yTrue and yPred [batch, …, classes] → [batch, …] of 0 and 1
 * @example metrics.categoricalAccuracy()
 */
export function categoricalAccuracy(args: MetricArgs = {}): Metric {
  const { name = 'categorical_accuracy' } = args;
  return meanMetric(name, (yTrue, yPred) =>
    asNumbers(tf.equal(tf.argMax(yPred, -1), tf.argMax(alignTargets(name, yTrue, yPred), -1))),
  );
}

/** Arguments of `metrics.binaryAccuracy`. */
export interface BinaryAccuracyArgs extends MetricArgs {
  /** Outputs above it count as 1; 0 for logits. Default 0.5. */
  threshold?: number;
}

/**
 * Whether outputs are on the target's side of the threshold. Mirrors keras.metrics.BinaryAccuracy.
 * @shape yTrue and yPred [batch, outputs] → [batch, outputs] of 0 and 1
 * @example metrics.binaryAccuracy({ threshold: 0.3 })
 */
export function binaryAccuracy(args: BinaryAccuracyArgs = {}): Metric {
  const { name = 'binary_accuracy', threshold = 0.5 } = args;
  return meanMetric(name, (yTrue, yPred) => {
    const decisions = asNumbers(tf.greater(yPred, threshold));
    return asNumbers(tf.equal(decisions, alignTargets(name, yTrue, yPred)));
  });
}

/**
 * Whether predictions are exactly the targets. Mirrors keras.metrics.Accuracy; in `compile`, the name `accuracy` becomes
 * the accuracy that fits the loss instead.
 * @shape yTrue and yPred [batch, …] → [batch, …] of 0 and 1
 * @example metrics.exactAccuracy()
 */
export function exactAccuracy(args: MetricArgs = {}): Metric {
  const { name = 'accuracy' } = args;
  return meanMetric(name, (yTrue, yPred) => asNumbers(tf.equal(yPred, alignTargets(name, yTrue, yPred))));
}

function asNumbers(booleans: Tensor): Tensor {
  return tf.cast(booleans, 'float32');
}
