/** Gradients kept small, before anything else is done with them. Mirrors the clipping of keras.optimizers.Optimizer. */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';

/** At most one of them is set. */
export interface Clipping {
  clipnorm: number | null;
  clipvalue: number | null;
  globalClipnorm: number | null;
}

/** The gradients, clipped as asked for; the same tensors where nothing is. */
export function clipGradients(gradients: readonly Tensor[], clipping: Clipping): readonly Tensor[] {
  const { clipnorm, clipvalue, globalClipnorm } = clipping;
  if (clipnorm !== null) return gradients.map((gradient) => clipByNorm(gradient, clipnorm));
  if (globalClipnorm !== null) return clipByGlobalNorm(gradients, globalClipnorm);
  if (clipvalue !== null) return gradients.map((gradient) => tf.clipByValue(gradient, -clipvalue, clipvalue));
  return gradients;
}

/** g · c / max(‖g‖, c) */
function clipByNorm(gradient: Tensor, norm: number): Tensor {
  const length = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.div(tf.mul(gradient, norm), tf.maximum(length, norm));
}

/** g · c / max(‖all gradients‖, c) */
function clipByGlobalNorm(gradients: readonly Tensor[], norm: number): readonly Tensor[] {
  const squares = gradients.map((gradient) => tf.sum(tf.square(gradient)));
  const length = tf.sqrt(tf.sum(tf.stack(squares)));
  const scale = tf.div(norm, tf.maximum(length, norm));
  return gradients.map((gradient) => tf.mul(gradient, scale));
}
