import { describe, expect, it } from 'vitest';
import { layers, models, type Tensor, tf } from '../../../src/index.js';

describe('squeezeExcite', () => {
  it('multiplies every channel with the gate of its dense layers over the channels’ means', () => {
    const layer = layers.squeezeExcite({ ratio: 2, inputShape: [2, 3, 4] });
    models.sequential([layer]);
    const reduce = [0.5, -1, 1, 2, -0.5, 0.25, 0, 1];
    const reduceBias = [0.1, -0.2];
    const expand = [1, -1, 0.5, 0.25, 2, 0, -2, 1];
    const expandBias = [0, 0.5, -0.5, 1];
    const image = Array.from({ length: 24 }, (_, index) => ((index * 7) % 11) / 5 - 1);
    const output = tf.tidy(() => {
      layer.setWeights([
        tf.tensor2d(reduce, [4, 2]),
        tf.tensor1d(reduceBias),
        tf.tensor2d(expand, [2, 4]),
        tf.tensor1d(expandBias),
      ]);
      const x = tf.tensor4d(image, [1, 2, 3, 4]);
      return [...(layer.apply(x) as Tensor).dataSync()];
    });

    const mean = (channel: number): number =>
      image.filter((_, index) => index % 4 === channel).reduce((a, b) => a + b) / 6;
    const between = reduceBias.map((bias, unit) =>
      Math.max(
        0,
        [0, 1, 2, 3].reduce((sum, channel) => sum + mean(channel) * reduce[channel * 2 + unit]!, bias),
      ),
    );
    const gates = expandBias.map((bias, channel) => {
      const logit = between.reduce((sum, value, unit) => sum + value * expand[unit * 4 + channel]!, bias);
      return 1 / (1 + Math.exp(-logit));
    });
    for (const [index, value] of image.entries()) {
      expect(output[index]).toBeCloseTo(value * gates[index % 4]!, 5);
    }
  });

  it('has at least one unit between, whatever the ratio', () => {
    const layer = layers.squeezeExcite({ ratio: 16, inputShape: [2, 2, 3] });
    models.sequential([layer]);
    expect(layer.getWeights().map(({ shape }) => shape)).toEqual([[3, 1], [1], [1, 3], [3]]);
  });
});
