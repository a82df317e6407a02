import type { Tensor } from '@tensorflow/tfjs';
import { nativeBackend } from './nativeBackend.js';
import { tf } from './tensorflow.js';

/**
 * Floats as a tensor of their own, copied at once: `values` may change afterwards, where `tf.tensor` keeps looking at them,
 * as TensorFlow does at what it is given. The caller disposes the tensor.
 * @example copiedFloats(Float32Array.of(1, 2), [2]); // [1, 2]
 */
export function copiedFloats(values: Float32Array, shape: number[]): Tensor {
  const backend = nativeBackend();
  if (backend === undefined || values.length === 0) return tf.tensor(Float32Array.from(values), shape);
  const { binding } = backend;
  const type = { name: 'T', type: binding.TF_ATTR_TYPE, value: binding.TF_FLOAT };
  const lent = binding.createTensor(shape, binding.TF_FLOAT, values);
  try {
    return backend.createOutputTensor(binding.executeOp('DeepCopy', [type], [lent], 1)[0]!);
  } finally {
    binding.deleteTensor(lent);
  }
}
