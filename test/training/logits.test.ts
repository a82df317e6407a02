/** A model that ends in softmax or sigmoid learns from its logits, as Keras's training does. */
import { describe, expect, it } from 'vitest';
import { layers, models } from '../../src/index.js';

type Symbol = ReturnType<typeof layers.input>;

const identity = { kernelInitializer: 'identity', useBias: false } as const;
// ln(1 + e^50 + e^0) − 0 = 50 to eight digits; from the probability, clipped at 1e-7, it would be 16.1.
const x = [[0, 50, 0]];

async function lossOf(
  model: models.Sequential | models.Model,
  loss: string,
  y: number[][] | number[],
): Promise<number> {
  model.compile({ loss });
  return (await model.evaluate([x, y])).loss!;
}

describe('the loss comes from the logits', () => {
  it('of a dense layer with softmax, a softmax layer and an activation layer', async () => {
    const dense = layers.dense({ units: 3, activation: 'softmax', inputShape: [3], ...identity });
    expect(await lossOf(models.sequential([dense]), 'sparseCategoricalCrossentropy', [0])).toBeCloseTo(50, 4);
    for (const last of [layers.softmax(), layers.activation({ activation: 'softmax' })]) {
      const model = models.sequential([layers.dense({ units: 3, inputShape: [3], ...identity }), last]);
      expect(await lossOf(model, 'categoricalCrossentropy', [[1, 0, 0]])).toBeCloseTo(50, 4);
    }
  });

  it('of a model inside another, and of a sigmoid', async () => {
    const inner = models.sequential([
      layers.dense({ units: 3, activation: 'softmax', inputShape: [3], ...identity }),
    ]);
    const input = layers.input({ shape: [3] });
    const outer = models.functional({ inputs: input, outputs: inner.apply(input) as Symbol });
    expect(await lossOf(outer, 'sparseCategoricalCrossentropy', [0])).toBeCloseTo(50, 4);
    const sigmoid = layers.dense({ units: 3, activation: 'sigmoid', inputShape: [3], ...identity });
    // −log σ(−z) for targets 0: ln 2, 50, ln 2; their mean.
    const loss = await lossOf(models.sequential([sigmoid]), 'binaryCrossentropy', [[0, 0, 0]]);
    expect(loss).toBeCloseTo((50 + 2 * Math.log(2)) / 3, 4);
  });

  it('and what is predicted is the softmax all the same', () => {
    const model = models.sequential([
      layers.dense({ units: 3, activation: 'softmax', inputShape: [3], ...identity }),
    ]);
    const [low, high] = model.predictOnBatch(x).dataSync();
    expect(low).toBeLessThan(1e-20);
    expect(high).toBe(1);
  });
});
