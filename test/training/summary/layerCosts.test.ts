import type { LayersModel } from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { layers, models } from '../../../src/index.js';
import { layerCosts } from '../../../src/training/summary/layerCosts.js';
import { summaryHtml } from '../../../src/training/summary/summaryHtml.js';

type Symbol = ReturnType<typeof layers.input>;

function costsOf(model: models.Sequential | models.Model) {
  // Ours are tfjs's at run time; only their types were narrowed.
  const costs = layerCosts(model as unknown as LayersModel);
  return (name: string) => {
    const { multiplications, field } = costs.get(model.getLayer(name))!;
    return [multiplications, field.size];
  };
}

describe('a layer’s cost', () => {
  it('is counted by hand for a small network', () => {
    const model = models.sequential([
      layers.conv2D({ filters: 8, kernelSize: 3, name: 'a', inputShape: [32, 32, 3] }), // 30×30×8
      layers.maxPooling2D({ poolSize: 2, name: 'pool' }), //                               15×15×8
      layers.conv2D({ filters: 4, kernelSize: 3, strides: 2, name: 'b' }), //              7×7×4
      layers.depthwiseConv2D({ kernelSize: 3, name: 'c' }), //                             5×5×4
      layers.flatten({ name: 'flat' }), //                                                 100
      layers.dense({ units: 10, name: 'scores' }),
    ]);
    const cost = costsOf(model);
    expect(cost('a')).toEqual([30 * 30 * 3 * 3 * 3 * 8, [3, 3]]);
    // Two neighbors, one pixel apart: 3 + 1.
    expect(cost('pool')).toEqual([0, [4, 4]]);
    // (3 − 1) steps of 2 pixels: 4 + 4.
    expect(cost('b')).toEqual([7 * 7 * 3 * 3 * 8 * 4, [8, 8]]);
    // (3 − 1) steps of 4 pixels: 8 + 8.
    expect(cost('c')).toEqual([5 * 5 * 3 * 3 * 4, [16, 16]]);
    expect(cost('scores')).toEqual([100 * 10, null]);
    const html = summaryHtml(model as unknown as LayersModel);
    expect(html).toContain('<td style="text-align:right">194,400</td><td style="text-align:right">3×3</td>');
    // 194,400 + 14,112 + 900 + 1,000
    expect(html).toContain('Multiplications for one sample: 210,412');
    expect(html).not.toContain('<script');
  });

  it('grows with dilation, and takes the wider of two branches', () => {
    const image = layers.input({ shape: [16, 16, 2] });
    const conv = (name: string, kernelSize: number, dilationRate: number) =>
      layers.conv2D({ filters: 2, kernelSize, dilationRate, padding: 'same', name });
    const wide = conv('wide', 3, 2).apply(image) as Symbol;
    const narrow = conv('narrow', 1, 1).apply(image) as Symbol;
    const sum = layers.add({ name: 'sum' }).apply([wide, narrow]) as Symbol;
    const cost = costsOf(models.functional({ inputs: image, outputs: sum }));
    expect(cost('wide')[1]).toEqual([5, 5]);
    expect(cost('narrow')[1]).toEqual([1, 1]);
    expect(cost('sum')[1]).toEqual([5, 5]);
  });

  it('of a model inside is the sum of its layers, whose fields go on', () => {
    const inner = models.sequential(
      [layers.conv2D({ filters: 2, kernelSize: 3, name: 'first', inputShape: [8, 8, 1] })],
      { name: 'inner' },
    );
    const image = layers.input({ shape: [8, 8, 1] });
    const features = inner.apply(image) as Symbol;
    const last = layers.conv2D({ filters: 1, kernelSize: 3, name: 'last' }).apply(features) as Symbol;
    const cost = costsOf(models.functional({ inputs: image, outputs: last }));
    expect(cost('inner')).toEqual([6 * 6 * 9 * 2, [3, 3]]);
    expect(cost('last')).toEqual([4 * 4 * 9 * 2, [5, 5]]);
  });
});
