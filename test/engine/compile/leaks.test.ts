/** Compiled training keeps nothing: not by steps, not by being compiled again. CUADERNO_ENDURANCE=long runs it in full. */
import { expect, it } from 'vitest';
import { layers, losses, models, tf } from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

const isLong = process.env.CUADERNO_ENDURANCE === 'long';
const steps = isLong ? 10_000 : 2000;
const recompilations = isLong ? 100 : 20;
/** What allocators keep for themselves; a graph that stayed would take 1 MiB each time, a step's tensors 20 KiB. */
const allowedMiB = 24;

const samples = 320;
const batchSize = 32;
const x = tf.randomUniform([samples, 64], -1, 1, 'float32', 3);
const y = tf.tidy(() => tf.cast(tf.floor(tf.randomUniform([samples], 0, 3, 'float32', 4)), 'int32'));

function network(): models.Sequential {
  const model = models.sequential([
    layers.dense({ units: 64, activation: 'relu', inputShape: [64] }),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 3 }),
  ]);
  compile(model);
  return model;
}

function compile(model: models.Sequential): void {
  const loss = losses.sparseCategoricalCrossentropy({ fromLogits: true });
  model.compile({ optimizer: 'adam', loss, metrics: ['accuracy'] });
}

const trainFor = (model: models.Sequential, epochs: number) =>
  model.fit([x, y], { epochs, batchSize, verbose: 0, compile: true });

function residentMiB(): number {
  settledTensorCount();
  return process.memoryUsage().rss / 2 ** 20;
}

it(`${steps} compiled steps leave the memory as it was`, { timeout: 600_000 }, async () => {
  const model = network();
  await trainFor(model, 40);
  const [tensors, before] = [settledTensorCount(), residentMiB()];
  await trainFor(model, (steps * batchSize) / samples);
  expect(settledTensorCount()).toBe(tensors);
  expect(residentMiB() - before).toBeLessThan(allowedMiB);
});

it(`${recompilations} recompilations leave the memory as it was`, { timeout: 600_000 }, async () => {
  const model = network();
  const again = async (times: number): Promise<void> => {
    for (let time = 0; time < times; time++) {
      compile(model);
      await trainFor(model, 1);
      // The former optimizer's state and graph go with the event loop's turns.
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
  };
  await again(10);
  const [tensors, before] = [settledTensorCount(), residentMiB()];
  await again(recompilations);
  expect(settledTensorCount()).toBe(tensors);
  expect(residentMiB() - before).toBeLessThan(allowedMiB);
});
