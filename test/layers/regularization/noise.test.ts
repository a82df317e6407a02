import { describe, expect, it } from 'vitest';
import { ArgumentError, layers, setSeed, type Tensor, tf } from '../../../src/index.js';

function draws(layer: layers.Layer, x: Tensor): number[] {
  return tf.tidy(() => [...(layer.apply(x, { training: true }) as Tensor).dataSync()]);
}

function moments(values: number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return {
    mean,
    deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length),
  };
}

describe('noise', () => {
  const ones = tf.ones([200, 200]);
  const selu = tf.randomNormal([200, 200], 0, 1, 'float32', 4);

  it.each([
    ['gaussianNoise', layers.gaussianNoise({ stddev: 0.3, seed: 2 }), ones, 1, 0.3],
    // √(0.2 / 0.8).
    ['gaussianDropout', layers.gaussianDropout({ rate: 0.2, seed: 2 }), ones, 1, 0.5],
    // What it is for: mean 0 and variance 1 stay.
    ['alphaDropout', layers.alphaDropout({ rate: 0.2, seed: 2 }), selu, 0, 1],
  ] as const)('of %s has its mean and deviation', (_, layer, x, mean, deviation) => {
    const drawn = moments(draws(layer, x));
    // 40,000 draws: eight standard errors, for alpha dropout's values have heavier tails.
    expect(Math.abs(drawn.mean - mean)).toBeLessThan((8 * deviation) / 200);
    expect(Math.abs(drawn.deviation / deviation - 1)).toBeLessThan(8 / Math.sqrt(80_000));
  });

  it.each([
    ['dropout', () => layers.dropout({ rate: 0.5, seed: 7 })],
    ['spatialDropout1D', () => layers.spatialDropout1D({ rate: 0.5, seed: 7 })],
    ['gaussianNoise', () => layers.gaussianNoise({ stddev: 0.5, seed: 7 })],
    ['alphaDropout', () => layers.alphaDropout({ rate: 0.5, seed: 7 })],
  ])('of %s repeats with its seed, and is new at every step', (_, make) => {
    const x = tf.ones([4, 3, 16]);
    const [first, second] = [make(), make()];
    const steps = [draws(first, x), draws(first, x)];
    expect([draws(second, x), draws(second, x)]).toEqual(steps);
    expect(steps[0]).not.toEqual(steps[1]);
    x.dispose();
  });

  it('without a seed repeats with setSeed, and differs from layer to layer', () => {
    const both = (): number[][] => {
      setSeed(3);
      return [layers.dropout({ rate: 0.5 }), layers.dropout({ rate: 0.5 })].map((layer) =>
        draws(layer, ones),
      );
    };
    const [first, second] = both();
    expect(first).not.toEqual(second);
    expect(both()).toEqual([first, second]);
  });

  it('says that a mask does not fit', () => {
    const layer = layers.dropout({ rate: 0.5, noiseShape: [null, 3], name: 'd' });
    expect(() => layer.apply(ones)).toThrow(
      new ArgumentError(
        'dropout "d": a mask of noiseShape [null, 3] cannot be laid over an input [200, 200]. Give every axis null (its own length) or 1.',
      ),
    );
  });
});
