import { meanwhile } from './meanwhile.js';
import { quietCpuBackend, tf } from './tensorflow.js';

/**
 * Runs something on tfjs's own JavaScript kernels: for thousands of operations on tensors of a few numbers, of which
 * TensorFlow's library takes some 70 µs each, whatever they compute. Tensors from outside are copied over as they are
 * needed. What comes out of it should be numbers.
 * @param run a synchronous function
 */
export function inJavaScript<Result>(run: () => Result): Result {
  const before = tf.getBackend();
  return meanwhile(() => {
    quietCpuBackend(tf);
    void tf.setBackend('cpu');
    return () => void tf.setBackend(before);
  }, run);
}
