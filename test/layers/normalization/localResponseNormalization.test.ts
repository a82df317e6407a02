import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layers, type Tensor, tf } from '../../../src/index.js';

/** x / (bias + alpha · Σ of the squares of at most `depthRadius` channels on either side)^beta: Krizhevsky, Sutskever &
 *  Hinton 2012, section 3.3. */
function normalized(
  x: readonly number[],
  args: { depthRadius: number; bias: number; alpha: number; beta: number },
): number[] {
  const { depthRadius, bias, alpha, beta } = args;
  return x.map((value, channel) => {
    const near = x.slice(Math.max(0, channel - depthRadius), channel + depthRadius + 1);
    return value / (bias + alpha * near.reduce((sum, other) => sum + other ** 2, 0)) ** beta;
  });
}

function layerOutput(layer: layers.Layer, channels: readonly number[]): number[] {
  return tf.tidy(() => {
    const x = tf.tensor4d([...channels], [1, 1, 1, channels.length]);
    return [...(layer.apply(x) as Tensor).dataSync()];
  });
}

const parameter = fc.double({ min: 0.1, max: 3, noNaN: true });

describe('localResponseNormalization', () => {
  it('divides by what the channels around have, for any radius, bias, alpha and beta', () => {
    const args = fc.record({
      depthRadius: fc.integer({ min: 0, max: 7 }),
      bias: parameter,
      alpha: parameter,
      beta: parameter,
    });
    const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(args, values, (settings, channels) => {
        const output = layerOutput(layers.localResponseNormalization(settings), channels);
        for (const [index, expected] of normalized(channels, settings).entries()) {
          expect(output[index]).toBeCloseTo(expected, 4);
        }
      }),
    );
  });

  it('has TensorFlow’s defaults: radius 5, bias 1, alpha 1, beta 0.5', () => {
    const channels = [1, -2, 3, 0.5, 0, 1, 4, -1];
    const expected = normalized(channels, { depthRadius: 5, bias: 1, alpha: 1, beta: 0.5 });
    const output = layerOutput(layers.localResponseNormalization(), channels);
    for (const [index, value] of expected.entries()) expect(output[index]).toBeCloseTo(value, 5);
  });
});
