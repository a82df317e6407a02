/** The course's worked example about losses: from Kullback and Leibler's divergence to binary cross-entropy. */
import { describe, expect, it } from 'vitest';
import { losses, tf } from '../../../src/index.js';

const value = (loss: losses.Loss, p: number[], q: number[]): number =>
  tf.tidy(() => loss.perSample(tf.tensor([p]), tf.tensor([q])).dataSync()[0]!);

describe('W17: from KL to cross-entropy to binary cross-entropy', () => {
  const q = [0.1, 0.15, 0.7, 0.05];

  it('with one true class both are −log q of it', () => {
    const p = [0, 0, 1, 0];
    // −ln 0.7
    expect(value(losses.klDivergence(), p, q)).toBeCloseTo(0.356675, 5);
    expect(value(losses.categoricalCrossentropy(), p, q)).toBeCloseTo(0.356675, 5);
  });

  it('with several they differ by the entropy of the truth, whatever the network says', () => {
    const p = [0.1, 0.1, 0.7, 0.1];
    // −(3·0.1·ln 0.1 + 0.7·ln 0.7)
    const entropy = 0.940448;
    for (const said of [q, [0.25, 0.25, 0.25, 0.25], [0.01, 0.01, 0.01, 0.97]]) {
      const difference =
        value(losses.categoricalCrossentropy(), p, said) - value(losses.klDivergence(), p, said);
      expect(difference).toBeCloseTo(entropy, 4);
    }
  });

  it('behind a softmax both have the gradient q − p', () => {
    const p = [0.1, 0.1, 0.7, 0.1];
    const logits = [2, 1, -1, 0.5];
    const powers = logits.map(Math.exp);
    const sum = powers.reduce((a, b) => a + b);
    for (const loss of [losses.klDivergence(), losses.categoricalCrossentropy()]) {
      const gradient = tf.tidy(() =>
        tf
          .grad((z) => tf.sum(loss.perSample(tf.tensor([p]), tf.softmax(z))))(tf.tensor([logits]))
          .dataSync(),
      );
      for (const [index, slope] of gradient.entries())
        expect(slope).toBeCloseTo(powers[index]! / sum - p[index]!, 4);
    }
  });

  it('of two classes is the binary one', () => {
    // −ln 0.7 and −ln 0.3
    for (const [y, expected] of [
      [1, 0.356675],
      [0, 1.203973],
    ] as const) {
      expect(value(losses.binaryCrossentropy(), [y], [0.7])).toBeCloseTo(expected, 4);
      expect(value(losses.categoricalCrossentropy(), [1 - y, y], [0.3, 0.7])).toBeCloseTo(expected, 4);
    }
    expect(value(losses.binaryCrossentropy({ fromLogits: true }), [0], [200])).toBe(200);
  });
});
