/** Images of another size, with gradients on every engine. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { type Interpolation, resamplingMatrix } from './resamplingMatrix.js';

export type { Interpolation } from './resamplingMatrix.js';

/** The names of all interpolations. */
export const interpolations = ['bilinear', 'nearest', 'bicubic', 'lanczos3', 'lanczos5'] as const;

export interface ResizeArgs {
  interpolation: Interpolation;
  antialias: boolean;
}

/**
 * Pixel centers are aligned, as in Keras (tfjs's own layer aligns corners). The tensors it makes are the caller's tidy's.
 * @shape x [batch, height, width, channels] → [batch, size[0], size[1], channels]
 */
export function resizeImages(x: Tensor4D, size: [height: number, width: number], args: ResizeArgs): Tensor {
  const { interpolation, antialias } = args;
  const [, height, width] = x.shape;
  if (height === size[0] && width === size[1]) return x;
  const rows = (): Float32Array => resamplingMatrix(height, size[0], interpolation, antialias);
  const columns = (): Float32Array => resamplingMatrix(width, size[1], interpolation, antialias);
  const isKernel = interpolation === 'nearest' || (interpolation === 'bilinear' && !antialias);
  if (!isKernel) {
    return alongRows(alongColumns(x, columns(), size[1], false), rows(), size[0], false);
  }
  const resize = interpolation === 'nearest' ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear;
  // tfjs has the kernels, but no gradient of them where pixel centers are aligned.
  const withGradient = tf.customGrad((given) => ({
    value: resize(given as Tensor4D, size, false, true),
    gradFunc: (upstream: Tensor) =>
      alongRows(alongColumns(upstream as Tensor4D, columns(), width, true), rows(), height, true),
  }));
  return withGradient(x);
}

/** The product of a matrix with every column of an image. */
function alongRows(x: Tensor4D, matrix: Float32Array, length: number, isTransposed: boolean): Tensor {
  const [batch, height, width, channels] = x.shape;
  const product = tf.matMul(
    matrixOf(matrix, height, length, isTransposed),
    tf.reshape(x, [batch, height, width * channels]),
    isTransposed,
  );
  return tf.reshape(product, [batch, length, width, channels]);
}

/** The product of a matrix with every row of an image. */
function alongColumns(x: Tensor4D, matrix: Float32Array, length: number, isTransposed: boolean): Tensor4D {
  const [batch, height, width, channels] = x.shape;
  const product = tf.matMul(
    matrixOf(matrix, width, length, isTransposed),
    tf.reshape(x, [batch * height, width, channels]),
    isTransposed,
  );
  return tf.reshape(product, [batch, height, length, channels]);
}

function matrixOf(matrix: Float32Array, from: number, to: number, isTransposed: boolean): Tensor {
  return tf.tensor(matrix, isTransposed ? [1, from, to] : [1, to, from]);
}
