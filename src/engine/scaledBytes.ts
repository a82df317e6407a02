import type { Tensor } from '@tensorflow/tfjs';
import { type NativeBackend, nativeBackend } from './nativeBackend.js';
import { tf } from './tensorflow.js';

/**
 * Bytes, each multiplied by `scale`, as a tensor of floats. TensorFlow takes the bytes and scales them itself where it
 * gives the same numbers, to the bit, as JavaScript: a quarter of the memory is copied. The caller disposes the tensor.
 * @example scaledBytes(new Uint8Array([0, 255]), [2], 1 / 255); // [0, 1]
 */
export function scaledBytes(bytes: Uint8Array, shape: number[], scale: number): Tensor {
  const backend = nativeBackend();
  if (backend !== undefined && bytes.length > 0 && isQuotient(scale)) {
    return divided(backend, bytes, shape, 1 / scale);
  }
  const values = Float32Array.from(bytes);
  if (scale !== 1) for (let index = 0; index < values.length; index++) values[index]! *= scale;
  return tf.tensor(values, shape);
}

function divided(backend: NativeBackend, bytes: Uint8Array, shape: number[], divisor: number): Tensor {
  const { binding } = backend;
  const { TF_ATTR_TYPE: type, TF_ATTR_BOOL, TF_FLOAT, TF_UINT8 } = binding;
  const casting = [
    { name: 'SrcT', type, value: TF_UINT8 },
    { name: 'DstT', type, value: TF_FLOAT },
    { name: 'Truncate', type: TF_ATTR_BOOL, value: false },
  ];
  // tfjs has no type for bytes: this tensor is TensorFlow's alone.
  const whole = binding.createTensor(shape, TF_UINT8, bytes);
  try {
    const floats = backend.createOutputTensor(binding.executeOp('Cast', casting, [whole], 1)[0]!);
    return divisor === 1 ? floats : quotient(floats, divisor);
  } finally {
    binding.deleteTensor(whole);
  }
}

function quotient(floats: Tensor, divisor: number): Tensor {
  const scaled = tf.tidy(() => tf.div(floats, divisor));
  floats.dispose();
  return scaled;
}

const known = new Map<number, boolean>();

/** Whether dividing floats by 1 / scale gives every byte what multiplying it in double precision gives. */
function isQuotient(scale: number): boolean {
  const isKnown = known.get(scale);
  if (isKnown !== undefined) return isKnown;
  const divisor = Math.fround(1 / scale);
  const isSame = (byte: number): boolean => Math.fround(byte / divisor) === Math.fround(byte * scale);
  const isExact = Array.from({ length: 256 }, (_, byte) => byte).every(isSame);
  known.set(scale, isExact);
  return isExact;
}
