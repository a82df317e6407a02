/** The course's worked example about steps: what counts as an iteration and an epoch. */
import { expect, it } from 'vitest';
import { callbacks, layers, models, type Tensor, tf } from '../../src/index.js';

it.each([
  ['batch', 100, 1],
  ['mini-batch', 32, 4],
  ['stochastic', 1, 100],
])(
  'W19: %s gradient descent, batches of %i of 100, takes %i iterations an epoch',
  async (_, batchSize, perEpoch) => {
    const model = models.sequential([layers.dense({ units: 1, inputShape: [2] })]);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    let [iterations, epochs] = [0, 0];
    const counting = callbacks.lambdaCallback({
      onBatchEnd: () => {
        iterations++;
      },
      onEpochEnd: () => {
        epochs++;
      },
    });
    const data: [Tensor, Tensor] = [tf.ones([100, 2]), tf.ones([100, 1])];
    await model.fit(data, { epochs: 3, batchSize, verbose: 0, callbacks: [counting] });
    expect([iterations, epochs]).toEqual([3 * perEpoch, 3]);
    tf.dispose(data);
  },
);
