/** Tensors of random numbers, all from this one place: whoever records a training step replaces what is drawn here. */
import type { Tensor } from '@tensorflow/tfjs';
import { freshTensor } from './everyCall.js';
import { type NativeBackend, nativeBackend } from './nativeBackend.js';
import { type RandomGenerator, randomGenerator } from './seed.js';
import { tf } from './tensorflow.js';

/** `uniform`: in [0, 1). `normal`: mean 0, deviation 1. `truncatedNormal`: the same, redrawn beyond two deviations. */
export type Distribution = 'uniform' | 'normal' | 'truncatedNormal';

/**
 * Random numbers that depend on the seed and the shape alone. TensorFlow's native engine draws them itself (Philox,
 * `StatelessRandom…`), many times faster than JavaScript, so that the two kinds of engine draw different numbers.
 * The caller disposes the tensor.
 * @param nextSeed draws a whole number from 0 to 2³¹ − 1; a recorded step draws anew whenever it runs
 */
export function randomTensor(
  distribution: Distribution,
  shape: readonly number[],
  nextSeed: () => number,
): Tensor {
  const backend = nativeBackend();
  if (backend !== undefined) return drawnByTensorFlow(backend, distribution, shape, nextSeed);
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  fill[distribution](values, randomGenerator(nextSeed()));
  return tf.tensor(values, [...shape]);
}

const operations = {
  uniform: 'StatelessRandomUniform',
  normal: 'StatelessRandomNormal',
  truncatedNormal: 'StatelessTruncatedNormal',
} as const;

function drawnByTensorFlow(
  backend: NativeBackend,
  distribution: Distribution,
  shape: readonly number[],
  nextSeed: () => number,
): Tensor {
  const { TF_ATTR_TYPE: type, TF_FLOAT, TF_INT32 } = backend.binding;
  const attributes = [
    { name: 'dtype', type, value: TF_FLOAT },
    { name: 'T', type, value: TF_INT32 },
    { name: 'Tseed', type, value: TF_INT32 },
  ];
  return tf.tidy(() =>
    backend.executeSingleOutput(operations[distribution], attributes, [
      tf.tensor1d([...shape], 'int32'),
      freshTensor({ shape: [2], dtype: 'int32', read: () => [nextSeed(), 0] }),
    ]),
  );
}

const fill: Record<Distribution, (values: Float32Array, random: RandomGenerator) => void> = {
  uniform(values, random) {
    for (let index = 0; index < values.length; index++) values[index] = Math.fround(random.next() * below1);
  },
  normal(values, random) {
    for (let index = 0; index < values.length; index += 2) {
      const [a, b] = twoNormals(random);
      values[index] = a;
      if (index + 1 < values.length) values[index + 1] = b;
    }
  },
  truncatedNormal(values, random) {
    let index = 0;
    while (index < values.length) {
      for (const value of twoNormals(random)) {
        if (Math.abs(value) <= 2 && index < values.length) values[index++] = value;
      }
    }
  },
};

/** The largest number below 1 that float32 knows: a draw must not be rounded up to 1. */
const below1 = 1 - 2 ** -24;

/** Box & Muller 1958: two independent normal numbers from two uniform ones. */
function twoNormals(random: RandomGenerator): [number, number] {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  const angle = 2 * Math.PI * random.next();
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
