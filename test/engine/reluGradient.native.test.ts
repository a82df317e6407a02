/** The native engine's own gradient of ReLU. */
import { describe, expect, it } from 'vitest';
import { type Tensor, tf } from '../../src/engine/index.js';
import { inJavaScript } from '../../src/engine/inJavaScript.js';

const x = [-2, -0, 0, 1e-30, 3, Number.NaN, Number.POSITIVE_INFINITY];

/** The slope of Σ f(x)·upstream, as numbers. */
function slope(f: (x: Tensor) => Tensor, upstream: readonly number[]): number[] {
  return tf.tidy(() => [
    ...tf
      .grad((one: Tensor) => tf.sum(tf.mul(f(one), tf.tensor1d([...upstream]))))(tf.tensor1d(x))
      .dataSync(),
  ]);
}

describe.each([
  ['TensorFlow', (run: () => number[]) => run()],
  ["tfjs's JavaScript", inJavaScript],
] as const)('the gradient of ReLU on %s', (_, where) => {
  it('is what comes from above where the output is above zero, and zero elsewhere', () => {
    const slopes = where(() => slope(tf.relu, [1, 2, 3, 4, 5, 6, 7]));
    expect(slopes).toEqual([0, 0, 0, 4, 5, 0, 7]);
  });

  it('is that of whole numbers, too', () => {
    const whole = (one: Tensor) => tf.relu(tf.cast(one, 'int32'));
    expect(where(() => slope(whole, [1, 2, 3, 4, 5, 6, 7])).slice(0, 5)).toEqual([0, 0, 0, 0, 5]);
  });

  it('has a gradient itself', () => {
    // (relu(x)³)″ = 6x above zero.
    const cubed = (one: Tensor) => tf.sum(tf.pow(tf.relu(one), 3)) as Tensor;
    const second = where(() =>
      tf.tidy(() => [
        ...tf
          .grad((one: Tensor) => tf.sum(tf.grad(cubed)(one)))(tf.tensor1d([-1, 0, 2, 5]))
          .dataSync(),
      ]),
    );
    expect(second).toEqual([0, 0, 12, 30]);
  });
});
