/** Activation functions, as keras.activations defines them (Keras 3). */
import type { Tensor } from '@tensorflow/tfjs';
import { tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { type Reader, show } from '../arguments.js';
import { softmaxOver } from './softmaxOver.js';

type ActivationFunction = (x: Tensor) => Tensor;

const functions = {
  celu: (x) => tf.elu(x),
  elu: (x) => tf.elu(x),
  exponential: (x) => tf.exp(x),
  /** x · Φ(x) with the Gaussian's cumulative distribution Φ(x) = ½(1 + erf(x/√2)), the exact form. */
  gelu: (x) => tf.mul(tf.mul(x, 0.5), tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))),
  /** x where |x| > ½, 0 elsewhere. */
  hardShrink: (x) => tf.mul(x, tf.step(tf.sub(tf.abs(x), 0.5))),
  /** relu6(x + 3) / 6. */
  hardSigmoid: (x) => tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6),
  /** x · hardSigmoid(x), also called hard swish. */
  hardSilu: (x) => tf.mul(x, tf.mul(tf.relu6(tf.add(x, 3)), 1 / 6)),
  hardTanh: (x) => tf.clipByValue(x, -1, 1),
  /** Slope 0.2 below 0. */
  leakyRelu: (x) => tf.leakyRelu(x, 0.2),
  linear: (x) => x,
  logSigmoid: (x) => tf.neg(tf.softplus(tf.neg(x))),
  logSoftmax: (x) => tf.logSoftmax(x),
  mish: (x) => tf.mul(x, tf.tanh(tf.softplus(x))),
  relu: (x) => tf.relu(x),
  relu6: (x) => tf.relu6(x),
  selu: (x) => tf.selu(x),
  sigmoid: (x) => tf.sigmoid(x),
  /** x · sigmoid(x), also called swish. */
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  /** x moved by ½ towards 0, and 0 between. */
  softShrink: (x) => tf.sub(tf.relu(tf.sub(x, 0.5)), tf.relu(tf.sub(tf.neg(x), 0.5))),
  softmax: (x) => softmaxOver(x, -1),
  softplus: (x) => tf.softplus(x),
  softsign: (x) => tf.div(x, tf.add(1, tf.abs(x))),
  /** 0 up to −1, x from 1, a parabola between. */
  sparsePlus: (x) =>
    tf.add(tf.relu(tf.sub(x, 1)), tf.mul(tf.square(tf.clipByValue(tf.add(x, 1), 0, 2)), 0.25)),
  /** 0 up to −1, 1 from 1, a line between. */
  sparseSigmoid: (x) => tf.mul(tf.clipByValue(tf.add(x, 1), 0, 2), 0.5),
  /** (x + √(x² + 4)) / 2. */
  squareplus: (x) => tf.mul(tf.add(x, tf.sqrt(tf.add(tf.square(x), 4))), 0.5),
  swish: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: (x) => tf.tanh(x),
  tanhShrink: (x) => tf.sub(x, tf.tanh(x)),
} satisfies Record<string, ActivationFunction>;

/** An activation function by its Keras name in camelCase. */
export type Activation = keyof typeof functions;

/** The names of all activation functions. */
export const activationNames = Object.keys(functions) as Activation[];

const otherNames: Record<string, Activation> = {
  hardSwish: 'hardSilu',
  swish: 'silu',
  reLU: 'relu',
  leakyReLU: 'leakyRelu',
};

/**
 * Reads an activation's name, also as Python writes it (`leaky_relu`).
 * @throws {ArgumentError} for a name that is none, with the names there are
 */
export const activationName: Reader<Activation> = (value, where) => {
  if (typeof value === 'string') {
    const name = value.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const found = otherNames[name] ?? name;
    if (Object.hasOwn(functions, found)) return found as Activation;
  }
  throw new ArgumentError(
    `${where} must be the name of an activation function; received ${show(value)}. There are: ${activationNames.join(', ')}.`,
  );
};

/** The function of that name, which makes a tensor for the caller's tidy. */
export function activationFunction(name: Activation): ActivationFunction {
  return functions[name];
}
