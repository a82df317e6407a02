import type { Tensor, Tensor1D } from '@tensorflow/tfjs';
import { type NativeBackend, nativeBackend } from './nativeBackend.js';
import { tf } from './tensorflow.js';

/**
 * Rows of a table [rows, …] by their numbers, int32 [count]: [count, …]. tfjs-node's own kernel reads the numbers into
 * JavaScript to look at each, which waits for what computes them; here TensorFlow looks itself.
 * The caller disposes the tensor.
 * @throws where a number is no row's, with the number and the range
 */
export function gatherRows(table: Tensor, numbers: Tensor1D): Tensor {
  const backend = nativeBackend();
  const dataType = backend && typeOf(table, backend);
  if (backend === undefined || dataType === undefined) return tf.gather(table, numbers);
  const { TF_ATTR_TYPE: type, TF_ATTR_BOOL, TF_INT32 } = backend.binding;
  const attributes = [
    { name: 'validate_indices', type: TF_ATTR_BOOL, value: true },
    { name: 'Tparams', type, value: dataType },
    { name: 'Tindices', type, value: TF_INT32 },
  ];
  // Without GatherV2's axis, which would be one more tensor to make at every call.
  return backend.executeSingleOutput('Gather', attributes, [table, numbers]);
}

/** TensorFlow's number for the table's type; undefined for types that tfjs keeps in a form of its own. */
function typeOf({ dtype }: Tensor, { binding }: NativeBackend): number | undefined {
  if (dtype === 'float32') return binding.TF_FLOAT;
  return dtype === 'int32' ? binding.TF_INT32 : undefined;
}
