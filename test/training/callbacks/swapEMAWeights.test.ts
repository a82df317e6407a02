import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  type Callback,
  callbacks,
  layers,
  models,
  optimizers,
  tf,
} from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

/** y = w·x from w = 0, squared error against 1: slope 2(w − 1). */
function oneWeight(useEma: boolean): models.Sequential {
  const model = models.sequential([
    layers.dense({ units: 1, useBias: false, inputShape: [1], kernelInitializer: 'zeros' }),
  ]);
  const optimizer = optimizers.sgd({ learningRate: 0.25, useEma, emaMomentum: 0.5 });
  model.compile({ optimizer, loss: 'meanSquaredError' });
  return model;
}

const weightOf = (model: models.Sequential): number => model.getWeights()[0]!.dataSync()[0]!;

describe('swapEMAWeights', () => {
  it('measures with the averages, and trains with the weights', async () => {
    const model = oneWeight(true);
    const trained: number[] = [];
    const noting: Callback = { onBatchEnd: () => void trained.push(weightOf(model)) };
    const data = [[[1]], [[1]]] as const;
    const before = settledTensorCount();
    const { history } = await model.fit(data, {
      epochs: 3,
      validationData: data,
      callbacks: [callbacks.swapEMAWeights(), noting],
      verbose: 0,
    });
    // w halves its distance to 1: 0.5, 0.75, 0.875. The average begins with 0.5, then 0.625, 0.75.
    expect(trained).toEqual([0.5, 0.75, 0.875]);
    expect(history.val_loss).toEqual([0.25, 0.140625, 0.0625]);
    // When training ends the averages take the weights' place, as Keras does.
    expect(weightOf(model)).toBe(0.75);
    // One slot for the average stays with the optimizer.
    expect(tf.memory().numTensors).toBe(before + 1);
  });

  it('needs an optimizer that keeps averages', async () => {
    const run = oneWeight(false).fit([[[1]], [[1]]], { callbacks: [callbacks.swapEMAWeights()], verbose: 0 });
    await expect(run).rejects.toThrow(ArgumentError);
  });
});
