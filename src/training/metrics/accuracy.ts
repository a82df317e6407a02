/** How many are right. Mirrors keras.metrics. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { meanMetric } from './meanMetric.js';
import type { Metric } from './metric.js';

/**
 * Whether the largest output is the label's, for labels that are class indices.
 * @shape yTrue [batch] or [batch, 1], yPred [batch, classes] → [batch] of 0 and 1
 * @example metrics.sparseCategoricalAccuracy()
 */
export function sparseCategoricalAccuracy(name = 'sparse_categorical_accuracy'): Metric {
  return meanMetric(name, (yTrue, yPred) => {
    const labels = tf.cast(tf.reshape(yTrue, yPred.shape.slice(0, -1)), 'int32');
    return asNumbers(tf.equal(tf.argMax(yPred, -1), labels));
  });
}

/**
 * Whether the largest output is where the one-hot target has its 1.
 * @shape yTrue and yPred [batch, classes] → [batch] of 0 and 1
 * @example metrics.categoricalAccuracy()
 */
export function categoricalAccuracy(name = 'categorical_accuracy'): Metric {
  return meanMetric(name, (yTrue, yPred) => asNumbers(tf.equal(tf.argMax(yPred, -1), tf.argMax(yTrue, -1))));
}

/**
 * Whether outputs are on the target's side of the threshold; the mean over the last axis.
 * @shape yTrue and yPred [batch, outputs] → [batch]
 * @example metrics.binaryAccuracy()
 */
export function binaryAccuracy(name = 'binary_accuracy', threshold = 0.5): Metric {
  return meanMetric(name, (yTrue, yPred) => {
    const targets = tf.cast(tf.reshape(yTrue, yPred.shape), 'float32');
    const decisions = tf.cast(tf.greater(yPred, threshold), 'float32');
    return tf.mean(asNumbers(tf.equal(decisions, targets)), -1);
  });
}

function asNumbers(booleans: Tensor): Tensor {
  return tf.cast(booleans, 'float32');
}
