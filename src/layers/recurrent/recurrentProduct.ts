import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { multiplyAndAdd } from '../core/multiplyAndAdd.js';

/** state [batch, units] → state · kernel + bias [batch, columns]. */
export type RecurrentProduct = (state: Tensor, bias?: Tensor) => Tensor;

/**
 * How a state meets its weights at every step.
 * @param masks what to multiply the state with before: nothing, one mask, or one for each gate, whose columns the
 *   kernel has side by side
 */
export function recurrentProduct(kernel: Tensor, masks: readonly Tensor[]): RecurrentProduct {
  const [mask, another] = masks;
  if (mask === undefined) return (state, bias) => multiplyAndAdd(state, kernel, bias);
  if (another === undefined) return (state, bias) => multiplyAndAdd(tf.mul(state, mask), kernel, bias);
  const gates = tf.split(kernel, masks.length, 1);
  return (state, bias) => {
    const columns = gates.map((gate, index) => tf.matMul(tf.mul(state, masks[index]!), gate));
    const product = tf.concat(columns, 1);
    return bias === undefined ? product : tf.add(product, bias);
  };
}
