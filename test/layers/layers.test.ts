import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { ArgumentError, clearSession, layers, models, setSeed, tf } from '../../src/index.js';

beforeEach(() => clearSession());

describe('conv2D', () => {
  it('has the deck’s sizes and parameters (W6)', () => {
    const shape = (args: layers.Conv2DArgs) => {
      const layer = layers.conv2D(args);
      models.sequential([layer]);
      return [layer.outputShape.slice(1), layer.countParams()];
    };
    expect(shape({ filters: 10, kernelSize: 3, padding: 'same', inputShape: [16, 16, 3] })).toEqual([
      [16, 16, 10],
      280,
    ]);
    expect(shape({ filters: 10, kernelSize: 5, inputShape: [32, 32, 3] })[0]).toEqual([28, 28, 10]);
    expect(shape({ filters: 4, kernelSize: 3, inputShape: [32, 32, 3] })[0]).toEqual([30, 30, 4]);
  });

  it('says with the arithmetic that a filter does not fit', () => {
    expect(() =>
      models.sequential([layers.conv2D({ filters: 1, kernelSize: 5, inputShape: [3, 3, 1] })]),
    ).toThrow(
      new ArgumentError(
        'conv2D "conv2d": a 5×5 filter does not fit a 3×3 input: (3 − 5)/1 + 1 = −1. Use a smaller filter, a larger input, or padding \'same\'.',
      ),
    );
    expect(() =>
      models.sequential([
        layers.conv2D({ filters: 1, kernelSize: [2, 3], dilationRate: [1, 4], inputShape: [8, 8, 1] }),
      ]),
    ).toThrow('a 2×3 filter (dilated to 2×9) does not fit a 8×8 input: (8 − 9)/1 + 1 = 0.');
  });

  it.each([
    [{ filters: 0, kernelSize: 3 }, 'conv2D: filters must be a whole number of at least 1; received 0.'],
    [
      { filters: 8, kernelSize: 2.5 },
      'conv2D: kernelSize must be a positive whole number or a pair [height, width] of them; received 2.5.',
    ],
    [{ filters: 8, kernelSize: 3, strides: [1, 2, 3] }, 'conv2D: strides must be'],
    [
      { filters: 8, kernelSize: 3, padding: 'causal' },
      "conv2D: padding must be 'valid' or 'same'; received \"causal\".",
    ],
    [
      { filters: 8, kernelSize: 3, kernelInitializer: 'xavier' },
      'conv2D: kernelInitializer: unknown initializer “xavier”. Expected one of: glorotUniform',
    ],
  ])('refuses %j', (args, message) => {
    expect(() => layers.conv2D(args as layers.Conv2DArgs)).toThrow(ArgumentError);
    expect(() => layers.conv2D(args as layers.Conv2DArgs)).toThrow(message);
  });
});

describe('pooling', () => {
  const image = [
    [29, 15, 28, 184],
    [0, 100, 70, 38],
    [12, 12, 7, 2],
    [12, 12, 45, 6],
  ];
  const pooled = (layer: layers.Layer): number[] => {
    const model = models.sequential([layer]);
    const output = tf.tidy(
      () => model.apply(tf.tensor2d(image).reshape([1, 4, 4, 1])) as ReturnType<typeof tf.tensor>,
    );
    return [...output.dataSync()];
  };

  it('computes the deck’s example (W9)', () => {
    expect(pooled(layers.maxPooling2D({ inputShape: [4, 4, 1] }))).toEqual([100, 184, 12, 45]);
    expect(pooled(layers.averagePooling2D({ inputShape: [4, 4, 1] }))).toEqual([36, 80, 12, 15]);
  });

  it('says that a window does not fit', () => {
    expect(() => models.sequential([layers.maxPooling2D({ poolSize: 3, inputShape: [2, 2, 1] })])).toThrow(
      'maxPooling2D "max_pooling2d": a 3×3 pooling window does not fit a 2×2 input: (2 − 3)/3 + 1 = 0.67.',
    );
  });
});

describe('dropout', () => {
  const input = tf.ones([64, 64]);
  const once = (layer: layers.Layer): number[] => {
    const output = tf.tidy(() => layer.apply(input, { training: true }) as ReturnType<typeof tf.tensor>);
    return [...output.dataSync()];
  };

  it('keeps the expectation and drops about the rate', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.integer({ min: 0, max: 1e6 }),
        (rate, seed) => {
          const values = once(layers.dropout({ rate, seed }));
          const kept = values.filter((value) => value !== 0);
          for (const value of kept) expect(value).toBeCloseTo(1 / (1 - rate), 4);
          // 4,096 draws: six standard deviations of the share that is kept.
          const sixSigma = 6 * Math.sqrt((rate * (1 - rate)) / values.length);
          expect(Math.abs(kept.length / values.length - (1 - rate))).toBeLessThan(sixSigma);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('draws a new mask at every step, and the same ones for the same seed', () => {
    const [first, second] = [layers.dropout({ rate: 0.5, seed: 3 }), layers.dropout({ rate: 0.5, seed: 3 })];
    const masks = [once(first), once(first)];
    expect(masks[0]).not.toEqual(masks[1]);
    expect([once(second), once(second)]).toEqual(masks);
  });

  it('does nothing outside training', () => {
    const output = layers.dropout({ rate: 0.5 }).apply(input, { training: false }) as ReturnType<
      typeof tf.tensor
    >;
    expect([...output.dataSync()].every((value) => value === 1)).toBe(true);
  });

  it.each([1, -0.1, Number.NaN, '0.5'])('refuses the rate %s', (rate) => {
    expect(() => layers.dropout({ rate: rate as number })).toThrow(
      'dropout: rate must be a number in [0, 1)',
    );
  });
});

describe('names and weights', () => {
  it('are Keras’s: counted by kind', () => {
    const model = models.sequential([
      layers.conv2D({ filters: 2, kernelSize: 1, inputShape: [4, 4, 1] }),
      layers.maxPooling2D(),
      layers.conv2D({ filters: 2, kernelSize: 1 }),
      layers.flatten(),
      layers.dense({ units: 2 }),
    ]);
    expect(model.layers.map((layer) => layer.name)).toEqual([
      'conv2d',
      'max_pooling2d',
      'conv2d_1',
      'flatten',
      'dense',
    ]);
  });

  it('repeat after setSeed, within Glorot’s limits', () => {
    const weights = (): number[] => {
      const layer = layers.dense({ units: 30, inputShape: [50] });
      models.sequential([layer]);
      return [...layer.getWeights()[0]!.dataSync()];
    };
    setSeed(5);
    const first = weights();
    const other = weights();
    setSeed(5);
    expect(weights()).toEqual(first);
    expect(other).not.toEqual(first);
    const limit = Math.sqrt(6 / (50 + 30));
    const largest = Math.max(...first.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.95 * limit);
  });
});
