import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** Targets −1 and 1: what they are, or 2t − 1 where all of the batch are 0 or 1. */
export function signedTargets(targets: Tensor): Tensor {
  const isBinary = tf.all(tf.logicalOr(tf.equal(targets, 0), tf.equal(targets, 1)));
  return tf.add(targets, tf.mul(tf.cast(isBinary, 'float32'), tf.sub(targets, 1)));
}
