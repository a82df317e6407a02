/** Nothing is left behind, whatever way a training ends. */
import { describe, expect, it } from 'vitest';
import { type Callback, layers, models, tf } from '../../src/index.js';
import { settledTensorCount } from '../tensorCount.js';

const x = tf.randomUniform([20, 3], -1, 1, 'float32', 5);
const y = tf.tidy(() => tf.cast(tf.greater(tf.sum(x, 1), 0), 'int32'));

function model(): models.Sequential {
  const made = models.sequential([
    layers.dense({ units: 4, inputShape: [3], activation: 'relu' }),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 2, activation: 'softmax' }),
  ]);
  made.compile({
    optimizer: 'adam',
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    weightedMetrics: ['accuracy'],
  });
  return made;
}

async function leftBy(run: (trained: models.Sequential) => Promise<unknown>): Promise<number> {
  const trained = model();
  await trained.fit([x, y], { verbose: 0 });
  const before = settledTensorCount();
  await run(trained).catch(() => undefined);
  return tf.memory().numTensors - before;
}

describe('no tensor is left', () => {
  it('by 100 epochs, whose number stays the same from epoch to epoch', async () => {
    const counts: number[] = [];
    const callback: Callback = { onEpochEnd: () => void counts.push(tf.memory().numTensors) };
    const left = await leftBy((trained) =>
      trained.fit([x, y], {
        epochs: 100,
        batchSize: 8,
        validationSplit: 0.2,
        classWeight: { 0: 2 },
        callbacks: [callback],
        verbose: 0,
      }),
    );
    expect(left).toBe(0);
    expect(new Set(counts).size).toBe(1);
    expect(counts).toHaveLength(100);
  });

  it('by an interrupt, a callback that throws, and a batch that does not fit', async () => {
    const stop = new AbortController();
    const interrupting: Callback = { onBatchEnd: (batch) => void (batch === 1 && stop.abort()) };
    expect(
      await leftBy((trained) =>
        trained.fit([x, y], {
          epochs: 5,
          batchSize: 4,
          callbacks: [interrupting],
          signal: stop.signal,
          verbose: 0,
        }),
      ),
    ).toBe(0);
    const throwing: Callback = {
      onBatchEnd() {
        throw new Error('on purpose');
      },
    };
    expect(
      await leftBy((trained) =>
        trained.fit([x, y], { callbacks: [throwing], validationSplit: 0.5, verbose: 0 }),
      ),
    ).toBe(0);
    const late = function* () {
      yield { x: x.clone(), y: y.clone() };
      yield { x: tf.zeros([4, 7]), y: tf.zeros([4]) };
    };
    expect(await leftBy((trained) => trained.fit(late, { verbose: 0 }))).toBe(0);
  });

  it('by data in arrays that is refused', async () => {
    expect(await leftBy((trained) => trained.fit([[[1, 2, 3]], [7]], { verbose: 0 }))).toBe(0);
    expect(await leftBy((trained) => trained.fit([[[1, 2, 3]], [0, 1]], { verbose: 0 }))).toBe(0);
    expect(
      await leftBy((trained) =>
        trained.fit([[[1, 2, 3]], [0]], { validationData: [[[1, 2], [3]], [1]] as never, verbose: 0 }),
      ),
    ).toBe(0);
    expect(await leftBy((trained) => trained.predict([[1, 2]]))).toBe(0);
  });
});
