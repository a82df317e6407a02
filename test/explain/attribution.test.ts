/** Grad-CAM, saliency and occlusion on models whose right answers can be worked out by hand. */
import { describe, expect, it } from 'vitest';
import {
  activations,
  gradCam,
  layers,
  maximalActivation,
  models,
  occlusion,
  saliency,
  type Tensor,
  tf,
} from '../../src/index.js';
import { leaves } from '../tensorCount.js';

/** Two 1×1 filters that pass red and green on, averaged: class 0 is red·2 − green, class 1 is green. */
function colorModel(activation: 'softmax' | 'linear' = 'softmax') {
  const model = models.sequential([
    layers.conv2D({ filters: 2, kernelSize: 1, useBias: false, name: 'maps', inputShape: [4, 6, 3] }),
    layers.globalAveragePooling2D(),
    layers.dense({ units: 2, useBias: false, activation, name: 'scores' }),
  ]);
  model.setWeights([tf.tensor4d([1, 0, 0, 1, 0, 0], [1, 1, 3, 2]), tf.tensor2d([2, 0, -1, 1], [2, 2])]);
  return model;
}

/** Red on the left half, green on the right, brighter downwards. */
function halves(): Tensor {
  const values = Array.from({ length: 4 }, (_, row) =>
    Array.from({ length: 6 }, (_, column) =>
      column < 3 ? [(row + 1) / 4, 0, 0.5] : [0, (row + 1) / 4, 0.5],
    ),
  );
  return tf.tensor3d(values);
}

describe('Grad-CAM', () => {
  it('is the sum of the maps, weighted by the mean slopes, without what speaks against the class', () => {
    const { map, classIndex, score, layer } = gradCam(colorModel(), halves());
    // score₀ = 2·mean(red) − mean(green) = 2·0.3125 − 0.3125
    expect([classIndex, layer]).toEqual([0, 'maps']);
    expect(score).toBeCloseTo(0.3125, 5);
    // 2·red/24 − green/24, clipped at 0, over its largest value 2/24.
    for (const [row, values] of map.entries()) {
      const expected = [(row + 1) / 4, (row + 1) / 4, (row + 1) / 4, 0, 0, 0];
      for (const [column, value] of values.entries()) expect(value).toBeCloseTo(expected[column]!, 5);
    }
  });

  it('explains another class, and a layer of a backbone inside the model', () => {
    const backbone = models.sequential([
      layers.conv2D({ filters: 2, kernelSize: 1, useBias: false, name: 'inside', inputShape: [4, 6, 3] }),
    ]);
    const model = models.sequential([
      backbone as never,
      layers.globalAveragePooling2D(),
      layers.dense({ units: 2, useBias: false }),
    ]);
    model.setWeights(colorModel().getWeights());
    const { map } = gradCam(model, halves(), { layer: 'inside', classIndex: 1 });
    expect(map[3]!.map((value) => Math.round(value * 1000) / 1000)).toEqual([0, 0, 0, 1, 1, 1]);
    expect(map).toEqual(gradCam(colorModel(), halves(), { classIndex: 1 }).map);
  });

  it('leaves no tensors, and refuses what does not fit', async () => {
    const [model, image] = [colorModel(), halves()];
    await leaves(0, async () => gradCam(model, image));
    expect(() => gradCam(model, image, { classIndex: 2 })).toThrow('classIndex from 0 to 1; received 2');
    expect(() => gradCam(model, image, { layer: 'scores' })).toThrow('"scores" gives [1, 2]');
    expect(() => gradCam(model, tf.zeros([4, 4, 3]))).toThrow('expected one image [4, 6, 3]');
  });
});

describe('saliency', () => {
  it('is the steepest channel’s slope of the logit, also behind a softmax', () => {
    const { map, score } = saliency(colorModel(), halves(), { classIndex: 0 });
    expect(score).toBeCloseTo(0.3125, 5);
    // 2·mean(red): a slope of 2/24 everywhere.
    for (const value of map.flat()) expect(value).toBeCloseTo(2 / 24, 6);
  });

  it('of one output unit is that of the logit, for both classes', () => {
    const model = models.sequential([
      layers.flatten({ inputShape: [1, 2, 1] }),
      layers.dense({ units: 1, activation: 'sigmoid' }),
    ]);
    model.setWeights([tf.tensor2d([3, -5], [2, 1]), tf.tensor1d([0.5])]);
    const image = tf.tensor3d([1, 1], [1, 2, 1]);
    expect(saliency(model, image)).toEqual({ map: [[3, 5]], classIndex: 0, score: 1.5 });
    expect(saliency(model, image, { classIndex: 1 }).score).toBe(-1.5);
  });

  it('of noisy copies repeats with its seed, averages the slopes and leaves no tensors', async () => {
    const model = models.sequential([
      layers.conv2D({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
      layers.flatten(),
      layers.dense({ units: 3 }),
    ]);
    const image = tf.randomUniform([8, 8, 1], 0, 1, 'float32', 5);
    const once = saliency(model, image, { samples: 4, seed: 7, classIndex: 1 });
    expect(saliency(model, image, { samples: 4, seed: 7, classIndex: 1 })).toEqual(once);
    expect(saliency(model, image, { samples: 4, seed: 8, classIndex: 1 }).map).not.toEqual(once.map);
    const [still, plain] = [{ samples: 3, noise: 0, seed: 1 }, {}].map((args) =>
      saliency(model, image, { ...args, classIndex: 1 }).map.flat(),
    );
    for (const [index, value] of still!.entries()) expect(value).toBeCloseTo(plain![index]!, 5);
    await leaves(0, async () => saliency(model, image, { samples: 4 }));
  });
});

describe('occlusion', () => {
  it('is what the probability loses with each square', () => {
    const { drops, tops, lefts, probability } = occlusion(colorModel(), halves(), {
      patchSize: 2,
      stride: 2,
      fill: 0,
    });
    const softmax = (red: number, green: number) => 1 / (1 + Math.exp(green - (2 * red - green)));
    expect(probability).toBeCloseTo(softmax(0.3125, 0.3125), 5);
    expect([tops, lefts]).toEqual([
      [0, 2],
      [0, 2, 4],
    ]);
    // The square at the lower left hides rows 3 and 4 of two red columns: (0.75 + 1)·2 of 24 pixels.
    expect(drops[1]![0]).toBeCloseTo(softmax(0.3125, 0.3125) - softmax(0.3125 - 3.5 / 24, 0.3125), 5);
    expect(drops[1]![2]).toBeLessThan(0);
  });

  it('takes logits, ends at the edge and leaves no tensors, in batches of any size', async () => {
    const [model, image] = [colorModel('linear'), halves()];
    const args = { patchSize: 3, stride: 2, fill: 0, fromLogits: true };
    const whole = occlusion(model, image, args);
    expect(whole.tops).toEqual([0, 1]);
    expect(whole.lefts).toEqual([0, 2, 3]);
    const softmaxed = occlusion(colorModel(), image, { ...args, batchSize: 2 });
    for (const [index, drop] of whole.drops.flat().entries())
      expect(drop).toBeCloseTo(softmaxed.drops.flat()[index]!, 5);
    await leaves(0, async () => occlusion(model, image, args));
    expect(() => occlusion(model, image, { patchSize: 5 })).toThrow('at most 4');
  });
});

describe('maximal activation', () => {
  const model = () =>
    models.sequential([
      layers.conv2D({ filters: 3, kernelSize: 3, name: 'first', inputShape: [12, 12, 1] }),
      layers.conv2D({ filters: 4, kernelSize: 3, name: 'second' }),
      layers.flatten(),
      layers.dense({ units: 2, name: 'scores' }),
    ]);

  it('climbs to white where a filter likes white, and to black where not', async () => {
    const net = models.sequential([
      layers.conv2D({ filters: 2, kernelSize: 1, useBias: false, name: 'both', inputShape: [5, 5, 1] }),
    ]);
    net.setWeights([tf.tensor4d([1, -1], [1, 1, 1, 2])]);
    const { images, before, after } = maximalActivation(net, { layer: 'both', steps: 20, seed: 1 });
    const [white, black] = tf.unstack(images).map((image) => [...image.dataSync()]);
    expect(new Set(white)).toEqual(new Set([1]));
    expect(new Set(black)).toEqual(new Set([0]));
    expect(before[0]).toBeCloseTo(-before[1]!, 0);
    expect(after).toEqual([1, 0]);
  });

  it('raises every filter of any layer, units too, and leaves one tensor', async () => {
    const net = model();
    for (const layer of ['second', 'scores']) {
      const { images, before, after } = maximalActivation(net, { layer, steps: 10, seed: 2 });
      expect(images.shape).toEqual([before.length, 12, 12, 1]);
      for (const [index, value] of after.entries()) expect(value).toBeGreaterThan(before[index]! + 0.01);
      images.dispose();
    }
    await leaves(1, async () => maximalActivation(net, { layer: 'second', filters: [2], steps: 2 }));
    expect(() => maximalActivation(net, { layer: 'second', filters: [4] })).toThrow('filters from 0 to 3');
  });
});

describe('activations', () => {
  it('are what each layer gives, models inside opened up, in their order', async () => {
    const inner = models.sequential(
      [layers.conv2D({ filters: 2, kernelSize: 3, name: 'conv', inputShape: [6, 6, 1] })],
      { name: 'inner' },
    );
    const net = models.sequential([
      inner as never,
      layers.reLU({ name: 'relu' }),
      layers.flatten({ name: 'flat' }),
    ]);
    const x = tf.randomUniform([2, 6, 6, 1]);
    const found = activations(net, x);
    expect(found.map(({ layer, kind, output }) => [layer, kind, output.shape])).toEqual([
      ['conv', 'Conv2D', [2, 4, 4, 2]],
      ['relu', 'ReLU', [2, 4, 4, 2]],
      ['flat', 'Flatten', [2, 32]],
    ]);
    const last = net.predictOnBatch(x) as Tensor;
    expect([...found[2]!.output.dataSync()]).toEqual([...last.dataSync()]);
    await leaves(1, async () => activations(net, x, { layers: ['relu'] }));
    expect(() => activations(net, x, { layers: ['gone'] })).toThrow('has no layer "gone"');
  });
});
