import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  type Callback,
  layers,
  losses,
  models,
  optimizers,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';
import { settledTensorCount } from '../tensorCount.js';

/** Points in the plane; the class is the quadrant: learnable by a small network. */
function quadrants(samples: number): [Tensor, Tensor] {
  const x = tf.randomUniform([samples, 2], -1, 1, 'float32', 7);
  const y = tf.tidy(() => {
    const [a, b] = tf.unstack(tf.cast(tf.greater(x, 0), 'int32'), 1);
    return tf.add(tf.mul(a!, 2), b!);
  });
  return [x, y];
}

function smallModel(): models.Sequential {
  const model = models.sequential([
    layers.dense({ units: 16, activation: 'relu', inputShape: [2] }),
    layers.dropout({ rate: 0.1 }),
    layers.dense({ units: 4 }),
  ]);
  model.compile({
    optimizer: optimizers.adam({ learningRate: 0.02 }),
    loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ['accuracy'],
  });
  return model;
}

const weightsOf = (model: models.Sequential): number[] =>
  model.getWeights().flatMap((weight) => [...weight.dataSync()]);

describe('fit', () => {
  const data = quadrants(400);

  it('learns', async () => {
    setSeed(1);
    const history = await smallModel().fit(data, { epochs: 12, verbose: 0 });
    expect(history.history.accuracy!.at(-1)).toBeGreaterThan(0.93);
    expect(history.history.accuracy![0]).toBeLessThan(0.9);
  });

  it('repeats exactly after setSeed, and differs with another seed', async () => {
    const run = async (seed: number) => {
      setSeed(seed);
      const model = smallModel();
      const history = await model.fit(data, { epochs: 2, validationSplit: 0.2, verbose: 0 });
      return [history.history, weightsOf(model)];
    };
    const first = await run(54321);
    expect(await run(54321)).toEqual(first);
    expect(await run(54322)).not.toEqual(first);
  });

  it('leaves no tensor behind', async () => {
    const model = smallModel();
    await model.fit(data, { epochs: 1, validationSplit: 0.1, verbose: 0 });
    const before = settledTensorCount();
    await model.fit(data, { epochs: 2, validationSplit: 0.1, verbose: 0 });
    await model.evaluate(data);
    (await model.predict(data[0])).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells callbacks what happens, in order', async () => {
    const events: string[] = [];
    const note = (event: string) => (index?: unknown) =>
      void events.push(typeof index === 'number' ? `${event} ${index}` : event);
    const callback: Callback = {
      setParams: (parameters) => void events.push(`params ${parameters.epochs}×${parameters.steps}`),
      onTrainBegin: note('train begins'),
      onEpochBegin: note('epoch begins'),
      onBatchEnd: note('batch ends'),
      onEpochEnd: note('epoch ends'),
      onTrainEnd: note('train ends'),
    };
    await smallModel().fit(data, { epochs: 1, batchSize: 200, callbacks: [callback], verbose: 0 });
    expect(events).toEqual([
      'params 1×2',
      'train begins',
      'epoch begins 0',
      'batch ends 0',
      'batch ends 1',
      'epoch ends 0',
      'train ends',
    ]);
  });

  it('stops after the current batch when interrupted, and keeps weights and history', async () => {
    const model = smallModel();
    const stop = new AbortController();
    let batches = 0;
    const callback: Callback = { onBatchEnd: () => void (++batches === 15 && stop.abort()) };
    const start = weightsOf(model);
    const history = await model.fit(data, {
      epochs: 50,
      batchSize: 40,
      callbacks: [callback],
      signal: stop.signal,
      verbose: 0,
    });
    expect(batches).toBe(15);
    expect(history.epoch).toEqual([0]);
    expect(weightsOf(model)).not.toEqual(start);
    const more = await model.fit(data, { epochs: 1, verbose: 0 });
    expect(more.epoch).toEqual([0]);
  });

  it('stops where a callback says so', async () => {
    const model = smallModel();
    const callback: Callback = {
      onEpochEnd(epoch) {
        model.stopTraining = epoch === 1;
      },
    };
    expect((await model.fit(data, { epochs: 9, callbacks: [callback], verbose: 0 })).epoch).toEqual([0, 1]);
  });

  it('predicts in order, whatever the batch size', async () => {
    const model = smallModel();
    const [small, large] = [
      await model.predict(data[0], { batchSize: 7 }),
      await model.predict(data[0], { batchSize: 400 }),
    ];
    expect(small.shape).toEqual([400, 4]);
    expect(tf.max(tf.abs(tf.sub(small, large))).dataSync()[0]).toBeLessThan(1e-6);
  });
});

describe('fit refuses', () => {
  const [x, y] = quadrants(8);
  const refusal = async (action: () => Promise<unknown>): Promise<string> => {
    const error = await action().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ArgumentError);
    return (error as Error).message;
  };

  it('a model that is not compiled', async () => {
    const model = models.sequential([layers.dense({ units: 1, inputShape: [2] })]);
    expect(await refusal(() => model.fit([x, y]))).toBe(
      'fit: the model is not compiled. Call model.compile({ optimizer, loss, metrics }) before it.',
    );
  });

  it('samples of another shape', async () => {
    expect(await refusal(() => smallModel().fit([tf.zeros([8, 3]), y], { verbose: 0 }))).toBe(
      'fit: the model expects samples of shape [2]; these are [3].',
    );
  });

  it('features and targets of different numbers', async () => {
    expect(await refusal(() => smallModel().fit([x, tf.zeros([9])]))).toBe(
      'The data has 8 samples but 9 targets: shapes [8,2] and [9].',
    );
  });

  it('labels that are no classes', async () => {
    expect(await refusal(() => smallModel().fit([x, tf.fill([8], 4, 'int32')], { verbose: 0 }))).toBe(
      "fit: the label 4 is none of the model's 4 classes, 0 to 3. Give the last layer as many units as there are classes, and count labels from 0.",
    );
  });

  it('empty data, and numbers of epochs and batches that are none', async () => {
    expect(await refusal(() => smallModel().fit([tf.zeros([0, 2]), tf.zeros([0])]))).toBe(
      'fit: the data is empty: there are no samples to learn from.',
    );
    expect(await refusal(() => smallModel().fit([x, y], { epochs: 0 }))).toBe(
      'fit: epochs must be a whole number of at least 1; received 0.',
    );
    expect(await refusal(() => smallModel().fit([x, y], { batchSize: 2.5 }))).toContain(
      'fit: batchSize must be',
    );
    expect(await refusal(() => smallModel().fit([x, y], { validationSplit: 1 }))).toContain(
      'validationSplit must be in [0, 1)',
    );
  });

  it('names of optimizers, losses and metrics that are none', () => {
    const model = models.sequential([layers.dense({ units: 4, inputShape: [2] })]);
    expect(() => model.compile({ optimizer: 'adamm', loss: 'mse' })).toThrow(
      'compile: unknown optimizer “adamm”. Did you mean “adam”?',
    );
    expect(() => model.compile({ loss: 'mse', metrics: ['acuracy'] })).toThrow(
      'compile: unknown metric “acuracy”. Did you mean “accuracy”?',
    );
    expect(() => optimizers.adam({ learningRate: 0 })).toThrow(
      'adam: learningRate must be a positive number; received 0.',
    );
  });
});
