/** Arrays of many batches stay whole: the graph of a step takes its rows itself. */
import { afterEach, expect, it } from 'vitest';
import { nativeBackend } from '../../../src/engine/index.js';
import { ArgumentError, layers, losses, models, setSeed, type Tensor, tf } from '../../../src/index.js';
import { leaves } from '../../tensorCount.js';

const [samples, batchSize] = [81, 2];
const stepsAnEpoch = 41;

function data(): { x: Tensor; y: Tensor; weights: Tensor } {
  const x = tf.randomNormal([samples, 4], 0, 1, 'float32', 3);
  const y = tf.tidy(() => tf.argMax(tf.slice(x, [0, 0], [-1, 3]), 1));
  return { x, y, weights: tf.randomUniform([samples], 0.5, 2, 'float32', 4) };
}

function model() {
  setSeed(7);
  const made = models.sequential([
    layers.dense({ units: 5, activation: 'tanh', inputShape: [4] }),
    layers.dropout({ rate: 0.2 }),
    layers.dense({ units: 3 }),
  ]);
  made.compile({
    optimizer: 'adam',
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  });
  return made;
}

const backend = nativeBackend()!;
const { binding } = backend;
afterEach(() => {
  backend.binding = binding;
});

/** From now on, counts how often an operation is asked for by itself. */
function count(operation: string): () => number {
  let times = 0;
  const names = Object.getOwnPropertyNames(binding) as (keyof typeof binding)[];
  const own = Object.fromEntries(names.map((name) => [name, binding[name]])) as unknown as typeof binding;
  backend.binding = {
    ...own,
    executeOp: (name, ...rest) => {
      if (name === operation) times++;
      return binding.executeOp(name, ...rest);
    },
  };
  return () => times;
}

it('trains as step by step, weighted samples and a smaller last batch included', async () => {
  const { x, y, weights } = data();
  const results = [];
  for (const compile of [true, false]) {
    const trained = model();
    const { history } = await trained.fit([x, y, weights], { epochs: 3, batchSize, verbose: 0, compile });
    results.push({ history, weights: trained.getWeights().flatMap((one) => [...one.dataSync()]) });
  }
  const [graph, eager] = results as [(typeof results)[0], (typeof results)[0]];
  for (const [index, value] of eager.weights.entries()) expect(graph.weights[index]).toBeCloseTo(value, 4);
  for (const [name, values] of Object.entries(eager.history)) {
    for (const [epoch, value] of values.entries()) expect(graph.history[name]![epoch]).toBeCloseTo(value, 4);
  }
});

it('takes no row outside of the graph once there is one, and leaves no tensor', async () => {
  const { x, y } = data();
  const trained = model();
  await trained.fit([x, y], { batchSize, verbose: 0, compile: true });
  const gathered = count('Gather');
  await leaves(0, async () => {
    await trained.fit([x, y], { epochs: 2, batchSize, verbose: 0, compile: true });
  });
  // The first batch of each epoch is looked at, and the first step compared with the graph.
  expect(gathered()).toBeLessThan(2 * stepsAnEpoch);
  expect(gathered()).toBeGreaterThan(0);
});

it('is refused before the first step where any row is no number or no class', async () => {
  const { x, y } = data();
  const trained = model();
  const before = trained.getWeights().map((one) => [...one.dataSync()]);
  const broken = tf.concat([x, tf.fill([1, 4], Number.NaN)]);
  const train = (rows: Tensor, labels: Tensor) => trained.fit([rows, labels], { batchSize, verbose: 0 });
  const failure = train(broken, tf.concat([y, tf.tensor1d([0], 'int32')]));
  await expect(failure).rejects.toThrow(ArgumentError);
  await expect(failure).rejects.toThrow('4 of 328 values are NaN or infinite in the features, shape [82, 4]');
  const unknown = train(tf.concat([x, tf.zeros([1, 4])]), tf.concat([y, tf.tensor1d([3], 'int32')]));
  await expect(unknown).rejects.toThrow('the label 3');
  expect(trained.getWeights().map((one) => [...one.dataSync()])).toEqual(before);
});

it('weighs classes as batches that came by themselves', async () => {
  const { x, y } = data();
  const classWeight = { 0: 3, 1: 0.5 };
  const perSample = tf.tidy(() => tf.gather(tf.tensor1d([3, 0.5, 1]), y as never));
  const byClass = model();
  await byClass.fit([x, y], { batchSize, verbose: 0, classWeight });
  const bySample = model();
  await bySample.fit([x, y, perSample], { batchSize, verbose: 0 });
  const [given, expected] = [byClass, bySample].map((one) =>
    one.getWeights().flatMap((weight) => [...weight.dataSync()]),
  );
  for (const [index, value] of expected!.entries()) expect(given![index]).toBeCloseTo(value, 4);
});
