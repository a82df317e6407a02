/** Activation functions, as keras.activations defines them (Keras 3). */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';

type ActivationFunction = (x: Tensor) => Tensor;

/** √½, for the Gaussian's cumulative distribution ½(1 + erf(x/√2)). */
const rootHalf = Math.SQRT1_2;

const functions = {
  elu: (x) => tf.elu(x),
  /** x · Φ(x), the exact form. */
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, rootHalf)))),
  /** relu6(x + 3) / 6. */
  hardSigmoid: (x) => tf.div(tf.clipByValue(tf.add(x, 3), 0, 6), 6),
  /** Slope 0.2 below 0. */
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  linear: (x) => x,
  logSoftmax: (x) => tf.logSoftmax(x),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.clipByValue(x, 0, 6),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  /** x · sigmoid(x), also called swish. */
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  softmax: (x) => tf.softmax(x),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: (x) => tf.tanh(x),
} satisfies Record<string, ActivationFunction>;

/** An activation function by its Keras name in camelCase. */
export type Activation = keyof typeof functions;

/**
 * The function of that name.
 * @throws {ArgumentError} for a name that is none, with the names there are
 */
export function activationFunction(layer: string, name: Activation): ActivationFunction {
  const found = (functions as Partial<Record<string, ActivationFunction>>)[name];
  if (found !== undefined) return found;
  throw new ArgumentError(
    `${layer}: unknown activation ${JSON.stringify(name)}. Expected one of: ${Object.keys(functions).join(', ')}.`,
  );
}
