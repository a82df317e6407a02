import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import { engine, tf } from './tensorflow.js';

/** What tfjs-node's backend offers beyond tfjs's interface. */
interface NativeBackend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_INT: number; TF_FLOAT: number; TF_INT32: number };
  executeSingleOutput(name: string, attributes: object[], inputs: Tensor[]): Tensor;
}

/**
 * Rows of a table [rows, length] of floats by their numbers [count]: [count, length]. tfjs-node's own kernel reads the
 * numbers into JavaScript to look at each, which waits for what computes them; here TensorFlow looks itself.
 * The caller disposes the tensor.
 * @throws where a number is no row's, with the number and the range
 */
export function gatherRows(table: Tensor2D, numbers: Tensor1D): Tensor {
  if (engine.backend !== 'tensorflow') return tf.gather(table, numbers);
  // tfjs types the backend by the interface that all engines share; this is the native one.
  const backend = tf.backend() as unknown as NativeBackend;
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
