import type { Tensor } from '@tensorflow/tfjs';
import { engine, tf } from '../../engine/index.js';

/** a · b + bias, in one operation where that is sure to work: wasm's refuses a bias whose numbers were once of another
 *  shape. */
export function multiplyAndAdd(a: Tensor, b: Tensor, bias: Tensor | undefined): Tensor {
  if (bias === undefined) return tf.matMul(a, b);
  if (engine.backend === 'wasm') return tf.add(tf.matMul(a, b), bias);
  return tf.fused.matMul({ a, b, bias });
}
