/** Normalizing a batch by its own mean and variance, with TensorFlow's fused operation where it is at hand: one pass
 *  forward and one backward instead of some fifteen. */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs';
import { type NativeBackend, nativeBackend, tf } from '../../engine/index.js';
import { scaledAndCentered } from './scaleAndCenter.js';

/** Hears the batch's mean and (population) variance, each [channels], while they live. */
type Follower = (mean: Tensor, variance: Tensor) => void;

/**
 * γ · (x − mean) / √(variance + ε) + β. The tensors it makes are the caller's tidy's.
 * @shape x [batch, height, width, channels], gamma and beta [channels] → as x
 */
export function normalizeBatch(
  x: Tensor4D,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
  follow: Follower,
): Tensor {
  const channels = x.shape[3];
  const backend = nativeBackend();
  if (backend !== undefined) {
    return fused(backend, x, gamma, beta, epsilon, follow);
  }
  const mean = tf.mean(x, [0, 1, 2], true);
  const centered = tf.sub(x, mean);
  const variance = tf.mean(tf.square(centered), [0, 1, 2], true);
  follow(tf.reshape(mean, [channels]), tf.reshape(variance, [channels]));
  const normal = tf.mul(centered, tf.rsqrt(tf.add(variance, epsilon)));
  return scaledAndCentered(normal, gamma, beta, [channels]);
}

function fused(
  backend: NativeBackend,
  x: Tensor4D,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number,
  follow: Follower,
): Tensor {
  const { TF_ATTR_TYPE, TF_ATTR_FLOAT, TF_ATTR_STRING, TF_ATTR_BOOL, TF_FLOAT } = backend.binding;
  const attributes = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'U', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'epsilon', type: TF_ATTR_FLOAT, value: epsilon },
    { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
    { name: 'is_training', type: TF_ATTR_BOOL, value: true },
  ];
  const count = x.size / x.shape[3];
  const operation = tf.customGrad((...given: unknown[]) => {
    // tfjs types the function by what it hands over: the tensors, then how to save some for the gradient.
    const [input, scale, offset, save] = given as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void];
    const none = tf.zeros([0]);
    const outputs = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      attributes,
      [input, scale, offset, none, none],
      6,
    );
    const [value, mean, sampleVariance, ...reserved] = outputs as [Tensor, Tensor, Tensor, ...Tensor[]];
    // TensorFlow hands out the sample's variance, divided by n − 1; Keras keeps the population's, divided by n.
    follow(mean, tf.mul(sampleVariance, (count - 1) / count));
    save([input, scale, ...reserved]);
    return {
      value,
      gradFunc: (upstream: Tensor, saved: Tensor[]) =>
        backend
          .executeMultipleOutputs('FusedBatchNormGradV3', attributes, [upstream, ...saved], 5)
          .slice(0, 3),
    };
  });
  return operation(x, gamma, beta);
}
