import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/**
 * exp(xᵢ) / Σ exp(xⱼ) over one axis or several together; tfjs's own knows only the last.
 * @shape any → the same
 */
export function softmaxOver(x: Tensor, axis: number | number[]): Tensor {
  const over = [axis].flat().map((one) => (one < 0 ? x.rank + one : one));
  if (over.length === 1 && over[0] === x.rank - 1) return tf.softmax(x);
  const others = x.shape.map((_, one) => one).filter((one) => !over.includes(one));
  const order = [...others, ...over];
  const back = x.shape.map((_, one) => order.indexOf(one));
  const turned = tf.transpose(x, order);
  const length = over.reduce((product, one) => product * x.shape[one]!, 1);
  const rows = tf.softmax(tf.reshape(turned, [x.size / Math.max(1, length), length]));
  return tf.transpose(tf.reshape(rows, turned.shape), back);
}
