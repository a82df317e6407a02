import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { nativeBackend } from './nativeBackend.js';
import { tf } from './tensorflow.js';

/**
 * Rows of a table [rows, length] of floats by their numbers [count]: [count, length]. tfjs-node's own kernel reads the
 * numbers into JavaScript to look at each, which waits for what computes them; here TensorFlow looks itself.
 * The caller disposes the tensor.
 * @throws where a number is no row's, with the number and the range
 */
export function gatherRows(table: Tensor2D, numbers: Tensor1D): Tensor {
  const backend = nativeBackend();
  if (backend === undefined) return tf.gather(table, numbers);
  const { TF_ATTR_TYPE: type, TF_ATTR_INT, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = [
    { name: 'batch_dims', type: TF_ATTR_INT, value: 0 },
    { name: 'Tparams', type, value: TF_FLOAT },
    { name: 'Tindices', type, value: TF_INT32 },
    { name: 'Taxis', type, value: TF_INT32 },
  ];
  return tf.tidy(() => {
    const axis = tf.scalar(0, 'int32');
    return backend.executeSingleOutput('GatherV2', attributes, [table, numbers, axis]);
  });
}
