/** Models with several inputs and outputs: Keras's log names and order, losses weighted, averages. */
import { describe, expect, it } from 'vitest';
import { layers, models, optimizers, type Tensor, tf } from '../../src/index.js';
import { settledTensorCount } from '../tensorCount.js';

type Symbol = ReturnType<typeof layers.input>;

/** shape = a·1, size = b·1: two inputs, two outputs, each a dense layer that begins as the identity. */
function twoByTwo(): models.Model {
  const [a, b] = [layers.input({ shape: [1], name: 'a' }), layers.input({ shape: [1], name: 'b' })];
  const identity = (name: string, input: Symbol): Symbol =>
    layers.dense({ units: 1, name, kernelInitializer: 'ones' }).apply(input) as Symbol;
  return models.functional({ inputs: [a, b], outputs: [identity('shape', a), identity('size', b)] });
}

const data = { a: [[1], [2]], b: [[3], [5]] };
const targets = { shape: [[0], [0]], size: [[3], [6]] };
// Errors: shape 1, 2 → squares 1, 4, mean 2.5. size 0, −1 → squares 0, 1, mean 0.5.

describe('several outputs', () => {
  it('log the sum, each loss and each metric under Keras’s names, sorted', async () => {
    const model = twoByTwo();
    model.compile({
      optimizer: 'sgd',
      loss: 'meanSquaredError',
      lossWeights: [1, 10],
      metrics: { shape: ['meanAbsoluteError'], size: ['meanAbsoluteError'] },
    });
    // 2.5 + 10 · 0.5 = 7.5; the parts are logged without their weights.
    expect(await model.evaluate([data, targets])).toEqual({
      loss: 7.5,
      shape_loss: 2.5,
      shape_mean_absolute_error: 1.5,
      size_loss: 0.5,
      size_mean_absolute_error: 0.5,
    });
    const history = await model.fit(
      [
        [data.a, data.b],
        [targets.shape, targets.size],
      ],
      { epochs: 1, validationData: [data, targets], verbose: 0 },
    );
    expect(Object.keys(history.history)).toEqual([
      'loss',
      'shape_loss',
      'shape_mean_absolute_error',
      'size_loss',
      'size_mean_absolute_error',
      'val_loss',
      'val_shape_loss',
      'val_shape_mean_absolute_error',
      'val_size_loss',
      'val_size_mean_absolute_error',
    ]);
  });

  it('take a loss each, by name or in order, or none', async () => {
    const model = twoByTwo();
    model.compile({ loss: { shape: 'meanAbsoluteError', size: 'meanSquaredError' } });
    expect(await model.evaluate([data, targets])).toEqual({ loss: 2, shape_loss: 1.5, size_loss: 0.5 });
    model.compile({ loss: [null, 'meanSquaredError'] });
    expect(await model.evaluate([data, targets])).toEqual({ loss: 0.5 });
  });

  it('can be averaged', async () => {
    const model = twoByTwo();
    model.compile({
      loss: 'meanSquaredError',
      metrics: [['meanAbsoluteError'], ['meanAbsoluteError']],
      averageOverOutputs: ['mean_absolute_error'],
    });
    // (1.5 + 0.5) / 2
    expect((await model.evaluate([data, targets])).mean_absolute_error).toBe(1);
  });

  it('move only what their losses reach', async () => {
    const model = twoByTwo();
    model.compile({
      optimizer: optimizers.sgd({ learningRate: 0.1 }),
      loss: { shape: 'meanSquaredError', size: null },
    });
    await model.trainOnBatch(data, targets);
    const [shapeKernel, shapeBias, sizeKernel] = model.getWeights().map((weight) => weight.dataSync()[0]!);
    // ∂/∂w mean((w·x)²) = mean(2·x²) = (2 + 8)/2 = 5; ∂/∂b = mean(2·x) = 3.
    expect(shapeKernel).toBeCloseTo(0.5, 6);
    expect(shapeBias).toBeCloseTo(-0.3, 6);
    expect(sizeKernel).toBe(1);
  });

  it('are predicted as a list', async () => {
    const model = twoByTwo();
    model.compile({ loss: 'meanSquaredError' });
    const before = settledTensorCount();
    const [shape, size] = await model.predict<Tensor[]>(data, { batchSize: 1 });
    expect([...shape!.dataSync(), ...size!.dataSync()]).toEqual([1, 2, 3, 5]);
    const atOnce = model.predictOnBatch<Tensor[]>([data.a, data.b]);
    expect([...atOnce[1]!.dataSync()]).toEqual([3, 5]);
    tf.dispose([shape!, size!, atOnce]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('weigh samples together or each by its own', async () => {
    const model = twoByTwo();
    model.compile({ loss: 'meanSquaredError', weightedMetrics: [['meanAbsoluteError'], []] });
    // Both by (1, 0): shape (1·1 + 0·4)/2, size (1·0 + 0·1)/2; the metric divides by the weights' sum.
    expect(await model.testOnBatch(data, targets, [1, 0])).toEqual({
      loss: 0.5,
      shape_loss: 0.5,
      shape_mean_absolute_error: 1,
      size_loss: 0,
    });
    // Each by its own: shape (1, 0), size (0, 2): (0·0 + 2·1)/2 = 1.
    const own = await model.testOnBatch(data, targets, { shape: [1, 0], size: [0, 2] });
    expect([own.shape_loss, own.size_loss]).toEqual([0.5, 1]);
  });
});

describe('compile refuses', () => {
  it('losses and metrics for outputs that are none', () => {
    const model = twoByTwo();
    const compile = (args: object) => () => model.compile(args);
    expect(compile({ loss: { form: 'mse' } })).toThrow(
      'compile: loss names “form”, but the model has 2 outputs, shape and size.',
    );
    expect(compile({ loss: ['mse'] })).toThrow(
      'compile: loss has 1 entry, but the model has 2 outputs, shape and size. Give one for each output, or a record by name.',
    );
    expect(compile({ loss: 'mse', metrics: 'accuracy' })).toThrow(
      "compile: metrics must be a list, as in metrics: ['accuracy'].",
    );
    expect(compile({ loss: 'mse', lossWeights: { shape: 'much' } })).toThrow(
      'compile: lossWeights must be numbers; received "much".',
    );
  });
});
