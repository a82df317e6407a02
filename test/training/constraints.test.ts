/** What a layer holds its weights to holds after every step. */
import { describe, expect, it } from 'vitest';
import { layers, models, optimizers, type Tensor, tf } from '../../src/index.js';

/** y = w·x with w = 1 at first, so that one step of rate 1 at x = 1, y = −1 gives w = 1 − 2·(1 + 1) = −3. */
function modelOfOneWeight(kernelConstraint?: 'nonNeg'): models.Sequential {
  const kernel = { units: 1, useBias: false, kernelInitializer: 'ones', kernelConstraint } as const;
  const model = models.sequential([layers.dense({ ...kernel, inputShape: [1] })]);
  model.compile({ optimizer: optimizers.sgd({ learningRate: 1 }), loss: 'meanSquaredError' });
  return model;
}

const weightOf = (model: models.Sequential): number => model.getWeights()[0]!.dataSync()[0]!;

describe('constraints', () => {
  it('leave a weight alone where there are none', async () => {
    const model = modelOfOneWeight();
    await model.trainOnBatch([[1]], [[-1]]);
    expect(weightOf(model)).toBeCloseTo(-3);
  });

  it('are applied after every step of fit and trainOnBatch', async () => {
    const model = modelOfOneWeight('nonNeg');
    await model.trainOnBatch([[1]], [[-1]]);
    expect(weightOf(model)).toBe(0);
    await model.fit([[[1]], [[-1]]], { epochs: 2, verbose: 0 });
    expect(weightOf(model)).toBe(0);
  });

  it('are applied after a step by hand', async () => {
    const model = modelOfOneWeight('nonNeg');
    model.trainStep = ({ y, gradients, apply }) => {
      const { loss, gradients: slopes } = gradients((output) =>
        tf.losses.meanSquaredError(y as Tensor, output as Tensor),
      );
      apply(slopes);
      return { loss };
    };
    await model.trainOnBatch([[1]], [[-1]]);
    expect(weightOf(model)).toBe(0);
  });
});
