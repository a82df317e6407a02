/** A batch in another order. */
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { gatherRows, tf } from '../../engine/index.js';

/**
 * Samples by their numbers, a permutation of the batch; recordable, with a gradient.
 * @shape batch [batch, …], order int32 [batch] → as the batch
 */
export function takeImages(batch: Tensor, order: Tensor): Tensor {
  const { shape } = batch;
  const taken = tf.customGrad((given, save) => {
    const x = given as Tensor;
    const flat = (one: Tensor): Tensor2D => tf.reshape(one, [shape[0]!, -1]);
    (save as (tensors: Tensor[]) => void)([order]);
    return {
      value: tf.reshape(gatherRows(flat(x), order as Tensor1D), shape),
      gradFunc: (upstream: Tensor, saved: Tensor[]) => {
        const places = tf.oneHot(saved[0] as Tensor1D, shape[0]!);
        return tf.reshape(tf.matMul(tf.cast(places, 'float32') as Tensor2D, flat(upstream), true), shape);
      },
    };
  });
  return taken(batch);
}
