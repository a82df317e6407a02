/** Run as a process of its own: exits 0 if the native engine loads and multiplies. */
import { loadNative } from './load.js';

const tf = loadNative();
const product = tf
  .matMul(
    tf.tensor2d([
      [1, 2],
      [3, 4],
    ]),
    tf.tensor2d([[5], [6]]),
  )
  .dataSync();
if (product[0] !== 17 || product[1] !== 39)
  throw new Error(`A matrix product came out as ${product.join(', ')}`);
