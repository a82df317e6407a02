/** Models of every kind: deferred, by class, nested, frozen. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ArgumentError, layers, models, optimizers, setSeed, type Tensor, tf } from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

type Symbol = ReturnType<typeof layers.input>;

const x = [
  [1, 0],
  [0, 1],
  [1, 1],
  [0, 0],
];
const y = [[1], [0], [1], [0]];

class TwoLayers extends models.Model {
  private readonly hidden = layers.dense({ units: 3, activation: 'tanh' });
  private readonly drop = layers.dropout({ rate: 0.5, seed: 1 });
  private readonly others = [layers.dense({ units: 1 })];

  override call(input: Tensor, { training = false } = {}): Tensor {
    const hidden = this.hidden.apply(input) as Tensor;
    const dropped = this.drop.apply(hidden, { training }) as Tensor;
    return this.others[0]!.apply(dropped) as Tensor;
  }
}

afterEach(() => vi.restoreAllMocks());

describe('a sequential model without an input shape', () => {
  it('takes the first batch’s, and trains as one that has it', async () => {
    const run = async (first: object) => {
      setSeed(3);
      const model = models.sequential([layers.dense({ units: 2, ...first }), layers.dense({ units: 1 })]);
      model.compile({ optimizer: 'sgd', loss: 'meanSquaredError', metrics: ['accuracy'] });
      const { history } = await model.fit([x, y], { epochs: 2, classWeight: { 1: 2 }, verbose: 0 });
      return history;
    };
    expect(await run({})).toEqual(await run({ inputShape: [2] }));
  });

  it('grows by add and shrinks by pop, also after it ran', () => {
    const model = models.sequential();
    model.add(layers.dense({ units: 3 }));
    model.add(layers.dense({ units: 2 }));
    expect(model.isDeferred).toBe(true);
    expect(model.predictOnBatch(x).shape).toEqual([4, 2]);
    model.add(layers.dense({ units: 5 }));
    expect(model.predictOnBatch(x).shape).toEqual([4, 5]);
    model.pop();
    expect(model.predictOnBatch(x).shape).toEqual([4, 2]);
  });

  it('says what it needs', () => {
    const model = models.sequential([layers.dense({ units: 2 })], { name: 'late' });
    expect(() => model.build()).toThrow(
      'Model "late" does not know its input yet. Give its first layer an inputShape, or call model.build([null, …]).',
    );
    model.build([null, 4]);
    expect(model.countParams()).toBe(10);
  });

  it('may begin with an input', () => {
    const model = models.sequential([layers.input({ shape: [2] }), layers.dense({ units: 3 })]);
    expect(model.predictOnBatch(x).shape).toEqual([4, 3]);
  });
});

describe('a class of one’s own', () => {
  it('trains, measures, predicts and leaves nothing behind', async () => {
    const model = new TwoLayers();
    model.compile({ optimizer: optimizers.adam({ learningRate: 0.05 }), loss: 'meanSquaredError' });
    const first = await model.fit([x, y], { epochs: 1, verbose: 0 });
    expect(model.name).toBe('two_layers');
    expect(model.layers.map((layer) => layer.getClassName())).toEqual(['Dense', 'Dropout', 'Dense']);
    // 2·3 + 3 + 3·1 + 1
    expect(model.countParams()).toBe(13);
    const before = settledTensorCount();
    const later = await model.fit([x, y], { epochs: 60, verbose: 0 });
    expect(later.history.loss!.at(-1)).toBeLessThan(first.history.loss![0]!);
    await model.evaluate([x, y]);
    (await model.predict(x)).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('calls its layers for training only when it trains', async () => {
    const seen: (boolean | undefined)[] = [];
    class Noting extends models.Model {
      private readonly dense = layers.dense({ units: 1 });
      override call(input: Tensor, { training }: { training?: boolean } = {}): Tensor {
        seen.push(training);
        return this.dense.apply(input) as Tensor;
      }
    }
    const model = new Noting();
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.trainOnBatch(x, y);
    seen.length = 0;
    await model.trainOnBatch(x, y);
    (await model.predict(x)).dispose();
    // Once to learn the output's shape for the checks, once to train, once to predict.
    expect(seen).toEqual([false, true, false]);
  });

  it('must say what it does', () => {
    class Empty extends models.Model {}
    expect(() => new Empty().predictOnBatch(x)).toThrow(
      'Empty: a class that extends models.Model must have a method call(inputs, { training }).',
    );
  });
});

describe('nested models', () => {
  it('freeze with the model around them', () => {
    const inner = models.sequential([
      layers.dense({ units: 2, inputShape: [2] }),
      layers.batchNormalization(),
    ]);
    const input = layers.input({ shape: [2] });
    const head = layers.dense({ units: 1 });
    const model = models.functional({
      inputs: input,
      outputs: head.apply(inner.apply(input) as Symbol) as Symbol,
    });
    expect(model.trainableWeights).toHaveLength(6);
    model.trainable = false;
    expect(inner.layers.map((layer) => layer.trainable)).toEqual([false, false]);
    expect(model.trainableWeights).toHaveLength(0);
    model.trainable = true;
    inner.trainable = false;
    expect(model.trainableWeights).toHaveLength(2);
  });

  it('are layers of a stack, at its bottom and above', async () => {
    const image = layers.input({ shape: [2] });
    const functional = models.functional({
      inputs: image,
      outputs: layers.dense({ units: 3 }).apply(image) as Symbol,
    });
    const inner = models.sequential([layers.dense({ units: 2, inputShape: [3] })]);
    const model = models.sequential([functional, inner, layers.dense({ units: 1 })]);
    const [kernel, bias] = (model.layers.at(-1) as layers.Layer).getWeights() as [Tensor, Tensor];
    const between = functional.predictOnBatch(x) as Tensor;
    const expected = (inner.predictOnBatch(between) as Tensor).matMul(kernel).add(bias);
    expect([...(model.predictOnBatch(x) as Tensor).dataSync()]).toEqual([...expected.dataSync()]);
    functional.trainable = false;
    model.compile({ loss: 'meanSquaredError', optimizer: 'sgd' });
    const before = model.getWeights().map((weight) => [...weight.dataSync()]);
    await model.fit([x, y], { epochs: 1, verbose: 0 });
    const moved = model.getWeights().map((weight, at) => `${[...weight.dataSync()]}` !== `${before[at]}`);
    expect(moved).toEqual([false, false, true, true, true, true]);
  });

  it('have their weights in Keras’s order: layer by layer', () => {
    const model = models.sequential([
      layers.batchNormalization({ inputShape: [3] }),
      layers.dense({ units: 2 }),
    ]);
    expect(model.weights.map(({ originalName }) => originalName.split('/').at(-1))).toEqual([
      'gamma',
      'beta',
      'moving_mean',
      'moving_variance',
      'kernel',
      'bias',
    ]);
  });

  it('can be set from the model’s own weights, in another order too', () => {
    const model = models.sequential([
      layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones', biasInitializer: 'zeros' }),
    ]);
    const values = () => model.getWeights().map((weight) => weight.dataSync()[0]);
    model.setWeights(model.getWeights());
    expect(values()).toEqual([1, 0]);
    const [kernel, bias] = model.getWeights() as [Tensor, Tensor];
    model.setWeights([bias.reshape([1, 1]), kernel.reshape([1])]);
    expect(values()).toEqual([0, 1]);
  });

  it('say which weights do not fit', () => {
    const model = models.sequential([layers.dense({ units: 2, inputShape: [3], name: 'only' })], {
      name: 'one',
    });
    expect(() => model.setWeights([])).toThrow('setWeights: model "one" has 2 weights; 0 came.');
    expect(() => model.setWeights([tf.zeros([2, 3]), tf.zeros([2])])).toThrow(ArgumentError);
  });
});

describe('a frozen layer', () => {
  it('that was frozen after the first step is named in a warning, once', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const model = models.sequential([layers.dense({ units: 1, inputShape: [2] })], { name: 'late' });
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    await model.trainOnBatch(x, y);
    model.layers[0]!.trainable = false;
    await model.fit([x, y], { verbose: 0 });
    await model.fit([x, y], { verbose: 0 });
    expect(stderr.mock.calls.flat()).toEqual([
      'Warning: “trainable” was changed after model "late" took its first step, so the change has no effect yet. Call model.compile(…) again.\n',
    ]);
  });
});
