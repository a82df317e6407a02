import { describe, expect, it } from 'vitest';
import { ArgumentError, initializers, layers, setSeed, tf } from '../../../src/index.js';

type Initializer = initializers.Initializer;

function numbers(initializer: Initializer, shape: number[]): Float32Array {
  return tf.tidy(() => initializer.apply(shape).dataSync() as Float32Array);
}

function moments(values: Float32Array): { mean: number; deviation: number; largest: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { mean, deviation, largest: values.reduce((a, b) => Math.max(a, Math.abs(b)), 0) };
}

// A kernel [3, 3, 40, 60] has 360 inputs and 540 outputs.
const kernel = [3, 3, 40, 60];

describe('random initializers have the spread that their papers ask for', () => {
  it.each([
    ['glorotUniform', Math.sqrt(2 / 900), Math.sqrt(6 / 900)],
    ['glorotNormal', Math.sqrt(2 / 900), (2 * Math.sqrt(2 / 900)) / 0.8796256610342398],
    ['heUniform', Math.sqrt(2 / 360), Math.sqrt(6 / 360)],
    ['heNormal', Math.sqrt(2 / 360), (2 * Math.sqrt(2 / 360)) / 0.8796256610342398],
    ['lecunUniform', Math.sqrt(1 / 360), Math.sqrt(3 / 360)],
    ['lecunNormal', Math.sqrt(1 / 360), (2 * Math.sqrt(1 / 360)) / 0.8796256610342398],
    ['truncatedNormal', 0.05 * 0.8796256610342398, 0.1],
    ['randomUniform', 0.1 / Math.sqrt(12), 0.05],
    ['randomNormal', 0.05, Number.POSITIVE_INFINITY],
  ] as const)('%s', (name, deviation, limit) => {
    const drawn = moments(numbers(initializers[name]({ seed: 3 }), kernel));
    // 21,600 draws: six standard errors of mean and deviation.
    expect(Math.abs(drawn.mean)).toBeLessThan((6 * deviation) / Math.sqrt(21_600));
    expect(Math.abs(drawn.deviation / deviation - 1)).toBeLessThan(6 / Math.sqrt(2 * 21_600));
    expect(drawn.largest).toBeLessThanOrEqual(limit * (1 + 1e-6));
    if (Number.isFinite(limit)) expect(drawn.largest).toBeGreaterThan(0.99 * limit);
  });

  it('by the given axes', () => {
    const args = { scale: 1, mode: 'fanOut', inputAxes: [0], outputAxes: [1], seed: 1 } as const;
    const drawn = moments(numbers(initializers.varianceScaling(args), [200, 50]));
    expect(Math.abs(drawn.deviation / Math.sqrt(1 / 50) - 1)).toBeLessThan(6 / Math.sqrt(2 * 10_000));
  });
});

describe('orthogonal', () => {
  it.each([
    [[6, 4], 4],
    [[3, 7], 3],
    [[2, 2, 3, 5], 5],
  ])('%j', (shape, count) => {
    tf.tidy(() => {
      const columns = shape.at(-1)!;
      const matrix = tf.reshape(initializers.orthogonal({ gain: 2, seed: 5 }).apply(shape), [
        -1,
        columns,
      ]) as ReturnType<typeof tf.tensor2d>;
      const isTall = matrix.shape[0] >= columns;
      const products = tf.matMul(matrix, matrix, isTall, !isTall);
      // Vectors of length gain = 2, at right angles.
      const difference = tf.max(tf.abs(tf.sub(products, tf.mul(tf.eye(count), 4))));
      expect(difference.dataSync()[0]).toBeLessThan(1e-5);
    });
  });
});

describe('seeds', () => {
  it('repeat by themselves, and with setSeed', () => {
    const same = initializers.heNormal({ seed: 9 });
    expect(numbers(same, [4, 4])).toEqual(numbers(initializers.heNormal({ seed: 9 }), [4, 4]));
    setSeed(1);
    const first = [numbers(initializers.heNormal(), [4]), numbers(initializers.heNormal(), [4])];
    setSeed(1);
    expect([numbers(initializers.heNormal(), [4]), numbers(initializers.heNormal(), [4])]).toEqual(first);
    expect(first[0]).not.toEqual(first[1]);
  });
});

describe('names', () => {
  it.each(['he_normal', 'HeNormal', 'heNormal'])('%s is known', (name) => {
    const layer = layers.dense({ units: 2, kernelInitializer: name as 'heNormal' });
    expect(layer.getConfig().kernelInitializer).toEqual({
      className: 'HeNormal',
      config: { seed: null, inputAxes: null, outputAxes: null },
    });
  });

  it('that are none are refused, with those there are', () => {
    expect(() => layers.dense({ units: 2, biasInitializer: 'one' as 'ones' })).toThrow(
      new ArgumentError(
        'dense: biasInitializer: unknown initializer “one”. Expected one of: glorotUniform, glorotNormal, heUniform, heNormal, lecunUniform, lecunNormal, varianceScaling, randomNormal, randomUniform, truncatedNormal, orthogonal, zeros, ones, constant, identity.',
      ),
    );
  });

  it('fixed ones give what they say', () => {
    expect([...numbers(initializers.identity({ gain: 3 }), [2, 3])]).toEqual([3, 0, 0, 0, 3, 0]);
    expect([...numbers(initializers.constant({ value: 0.5 }), [2])]).toEqual([0.5, 0.5]);
    expect([...numbers(initializers.ones(), [1]), ...numbers(initializers.zeros(), [1])]).toEqual([1, 0]);
  });
});
