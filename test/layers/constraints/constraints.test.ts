import { describe, expect, it } from 'vitest';
import { constraints, layers, models, tf } from '../../../src/index.js';

/** Columns of length 5 and 0.5. */
const weight = [
  [3, 0.3],
  [4, -0.4],
];

function held(constraint: constraints.Constraint): number[] {
  return tf.tidy(() => [...constraint.apply(tf.tensor2d(weight)).dataSync()]);
}

function expectNumbers(actual: number[], expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 5);
}

describe('constraints', () => {
  it('hold lengths and signs', () => {
    expectNumbers(held(constraints.maxNorm({ maxValue: 2 })), [1.2, 0.3, 1.6, -0.4]);
    expectNumbers(held(constraints.unitNorm()), [0.6, 0.6, 0.8, -0.8]);
    expectNumbers(held(constraints.minMaxNorm({ minValue: 1, maxValue: 2 })), [1.2, 0.6, 1.6, -0.8]);
    // Half the way: from length 5 to (2 + 5)/2.
    expectNumbers(held(constraints.minMaxNorm({ maxValue: 2, rate: 0.5 })), [2.1, 0.3, 2.8, -0.4]);
    expectNumbers(held(constraints.nonNeg()), [3, 0.3, 4, 0]);
  });

  it('act when they are applied, not when weights are set, and leave no tensor', () => {
    const layer = layers.dense({ units: 2, kernelConstraint: 'nonNeg', useBias: false, inputShape: [2] });
    const model = models.sequential([layer]);
    const before = tf.memory().numTensors;
    tf.tidy(() => layer.setWeights([tf.tensor2d(weight)]));
    expectNumbers([...layer.getWeights()[0]!.dataSync()], weight.flat());
    constraints.applyConstraints(model.trainableWeights);
    expectNumbers([...layer.getWeights()[0]!.dataSync()], [3, 0.3, 4, 0]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
