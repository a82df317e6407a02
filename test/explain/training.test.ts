/** Numbers about the training of a model: gradients, loss surface, learning rate, activations. */
import { describe, expect, it } from 'vitest';
import {
  activationStatistics,
  gradientNorms,
  layers,
  learningRateFinder,
  losses,
  lossSurface,
  models,
  optimizers,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';
import { leaves } from '../tensorCount.js';

/** y = w₂·(w₁·x), squared errors. */
function twoWeights(w1: number, w2: number) {
  const model = models.sequential([
    layers.dense({ units: 1, useBias: false, name: 'first', inputShape: [1] }),
    layers.dense({ units: 1, useBias: false, name: 'second' }),
  ]);
  model.setWeights([tf.tensor2d([[w1]]), tf.tensor2d([[w2]])]);
  model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
  return model;
}

describe('gradient norms', () => {
  it('are those of the chain rule', () => {
    const data = { x: tf.tensor2d([[1], [2]]), y: tf.tensor2d([[0], [0]]) };
    // L = mean((w₁w₂x)²) = 2.5·w₁²w₂²: ∂L/∂w₁ = 5·w₁·w₂², ∂L/∂w₂ = 5·w₁²·w₂.
    const [first, second] = gradientNorms(twoWeights(2, -3), data);
    expect([first!.layer, second!.layer]).toEqual(['first', 'second']);
    expect(first!.norm).toBeCloseTo(5 * 2 * 9, 3);
    expect(second!.norm).toBeCloseTo(5 * 4 * 3, 3);
    expect(first!.rms).toBe(first!.norm);
  });

  it('change nothing: neither weights nor moving means nor the count of tensors', async () => {
    const make = () => {
      setSeed(4);
      const model = models.sequential([
        layers.dense({ units: 4, inputShape: [3] }),
        layers.batchNormalization(),
        layers.dense({ units: 1 }),
      ]);
      model.compile({ loss: 'meanSquaredError', optimizer: optimizers.adam() });
      return model;
    };
    const data = { x: tf.randomNormal([8, 3], 0, 1, 'float32', 1), y: tf.zeros([8, 1]) };
    const weightsAfter = async (look: boolean) => {
      const model = make();
      const before = model.getWeights().map((weight) => [...weight.dataSync()]);
      if (look) {
        const [first] = gradientNorms(model, data);
        expect(first!.rms).toBeGreaterThan(0);
        expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
      }
      await model.fit([data.x, data.y], { epochs: 2, verbose: 0 });
      return model.getWeights().map((weight) => [...weight.dataSync()]);
    };
    expect(await weightsAfter(true)).toEqual(await weightsAfter(false));
    const model = make();
    gradientNorms(model, data);
    await leaves(0, async () => gradientNorms(model, data));
  });

  it('W18: vanish in a plain deep network of sigmoids, and not in a residual one', () => {
    const deep = (isResidual: boolean) => {
      setSeed(1);
      const image = layers.input({ shape: [8] });
      let x = image;
      for (let depth = 0; depth < 10; depth++) {
        const y = layers.dense({ units: 8, activation: 'sigmoid' }).apply(x);
        x = isResidual ? layers.add().apply([x, y]) : y;
      }
      const model = models.functional({ inputs: image, outputs: layers.dense({ units: 2 }).apply(x) });
      model.compile({ loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }) });
      return model;
    };
    const data = { x: tf.randomNormal([16, 8], 0, 1, 'float32', 2), y: tf.zeros([16]) };
    const fall = (isResidual: boolean) => {
      const norms = gradientNorms(deep(isResidual), data);
      return norms.at(-2)!.rms / norms[0]!.rms;
    };
    expect(fall(false)).toBeGreaterThan(1e4);
    expect(fall(true)).toBeLessThan(100);
  });

  it('need a compiled model and as many targets as inputs', () => {
    const model = twoWeights(1, 1);
    expect(() => gradientNorms(model, { x: tf.zeros([2, 1]), y: tf.zeros([3, 1]) })).toThrow(
      '2 inputs and 3 targets',
    );
    const raw = models.sequential([layers.dense({ units: 1, inputShape: [1] })]);
    expect(() => gradientNorms(raw, { x: tf.zeros([1, 1]), y: tf.zeros([1, 1]) })).toThrow('compile');
  });
});

describe('a loss surface', () => {
  it('is the loss along directions as long as the filters, and leaves the model as it was', async () => {
    const model = models.sequential([layers.dense({ units: 1, useBias: false, inputShape: [1] })]);
    model.setWeights([tf.tensor2d([[2]])]);
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    const data = { x: tf.tensor2d([[1]]), y: tf.tensor2d([[0]]) };
    const { steps, losses: found, center } = lossSurface(model, data, { points: 5, range: 1, seed: 3 });
    expect(steps).toEqual([-1, -0.5, 0, 0.5, 1]);
    expect(center).toBe(4);
    // One weight of 2: every direction is 2 or −2, so that the loss is (2 ± 2a ± 2b)².
    const signs = [-1, 1].flatMap((first) => [-1, 1].map((second) => [first, second] as const));
    const expected = signs.map(([first, second]) =>
      steps.map((b) => steps.map((a) => (2 + 2 * first * a + 2 * second * b) ** 2)),
    );
    expect(expected).toContainEqual(found.map((row) => row.map((loss) => Math.round(loss * 1e4) / 1e4)));
    expect([...(model.getWeights()[0] as Tensor).dataSync()]).toEqual([2]);
    await leaves(0, async () => lossSurface(model, data, { points: 3 }));
  });
});

describe('the learning-rate finder', () => {
  const data: [Tensor, Tensor] = [
    tf.randomNormal([64, 4], 0, 1, 'float32', 1),
    tf.randomNormal([64, 1], 3, 0.1, 'float32', 2),
  ];
  const make = () => {
    const model = models.sequential([
      layers.dense({ units: 1, kernelInitializer: 'zeros', inputShape: [4] }),
    ]);
    model.compile({ loss: 'meanSquaredError', optimizer: optimizers.adam({ learningRate: 0.01 }) });
    return model;
  };

  it('tries rates that grow by one factor, and finds where the loss falls', async () => {
    const {
      rates,
      losses: curve,
      suggestion,
    } = await learningRateFinder(make(), data, {
      from: 1e-4,
      to: 10,
      steps: 80,
      batchSize: 16,
    });
    expect(rates[0]).toBeCloseTo(1e-4, 12);
    for (let index = 1; index < rates.length; index++)
      expect(rates[index]! / rates[index - 1]!).toBeCloseTo(1e5 ** (1 / 79), 8);
    // The loss of an untrained model: the mean of y², about 9.
    expect(curve[0]).toBeGreaterThan(8);
    expect(curve[0]).toBeLessThan(10);
    expect(suggestion).toBeGreaterThan(0.01);
    expect(suggestion).toBeLessThan(10);
  });

  it('leaves weights, rate and the optimizer’s memory as they were', async () => {
    const train = async (find: boolean) => {
      const model = make();
      await model.fit(data, { epochs: 1, shuffle: false, verbose: 0 });
      if (find) await learningRateFinder(model, data, { steps: 10 });
      expect(model.optimizer).toMatchObject({ learningRate: 0.01 });
      await model.fit(data, { epochs: 2, shuffle: false, verbose: 0 });
      return model.getWeights().map((weight) => [...weight.dataSync()]);
    };
    expect(await train(true)).toEqual(await train(false));
    await expect(learningRateFinder(make(), data, { from: 1, to: 0.1 })).rejects.toThrow('0 < from < to');
  });
});

describe('activation statistics', () => {
  it('are mean, deviation and silence of each layer', async () => {
    const model = models.sequential([
      layers.dense({ units: 3, activation: 'relu', useBias: false, name: 'hidden', inputShape: [1] }),
    ]);
    model.setWeights([tf.tensor2d([[1, -1, 2]])]);
    // Outputs: [1, 0, 2] and [3, 0, 6]: the second unit is silent.
    const x = tf.tensor2d([[1], [3]]);
    const [hidden] = activationStatistics(model, x);
    expect(hidden!.mean).toBeCloseTo(2, 6);
    expect(hidden!.deviation).toBeCloseTo(Math.sqrt((1 + 4 + 0 + 1 + 4 + 16) / 6), 5);
    expect(hidden!.zeros).toBeCloseTo(1 / 3, 6);
    expect(hidden!.silent).toBeCloseTo(1 / 3, 6);
    await leaves(0, async () => activationStatistics(model, x));
  });
});
