/** Steps by hand, and gradients of anything. */
import type { Scalar } from '@tensorflow/tfjs';
import { describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  engine,
  gradients,
  layerGradients,
  layers,
  models,
  optimizers,
  type Tensor,
  type TrainStepArgs,
  tf,
} from '../../src/index.js';
import { settledTensorCount } from '../tensorCount.js';

const x = [[1], [2]];
const y = [[2], [4]];

function line(): models.Sequential {
  const model = models.sequential([layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })]);
  model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
  return model;
}

const weightsOf = (model: models.Sequential) =>
  model.getWeights().flatMap((weight) => [...weight.dataSync()]);

describe('trainStep by hand', () => {
  it('does what fit does, and logs what it returns', async () => {
    const [byHand, ready] = [line(), line()];
    byHand.trainStep = ({ y: targets, gradients: slopesOf, apply }) => {
      const { loss, gradients: slopes } = slopesOf(
        (output) => tf.losses.meanSquaredError(targets as Tensor, output as Tensor) as Scalar,
      );
      apply(slopes);
      return { loss, twice: tf.mul(loss, 2) as Scalar };
    };
    const options = { epochs: 2, batchSize: 1, shuffle: false, verbose: 0 } as const;
    const expected = await ready.fit([x, y], options);
    const history = await byHand.fit([x, y], options);
    expect(history.history.loss).toEqual(expected.history.loss);
    expect(history.history.twice).toEqual(expected.history.loss!.map((loss) => 2 * loss));
    expect(weightsOf(byHand)).toEqual(weightsOf(ready));
  });

  it('can be a class’s method that adds to the ready one, and leaves no tensor', async () => {
    let steps = 0;
    class Counting extends models.Model {
      override trainStep(step: TrainStepArgs) {
        steps++;
        tf.ones([100]);
        return super.trainStep(step);
      }
    }
    const input = layers.input({ shape: [1] });
    const output = layers.dense({ units: 1, kernelInitializer: 'ones' }).apply(input) as typeof input;
    const model = new Counting({ inputs: input, outputs: output });
    model.compile({ optimizer: optimizers.sgd({ learningRate: 0.1 }), loss: 'meanSquaredError' });
    await model.fit([x, y], { batchSize: 1, verbose: 0 });
    const before = settledTensorCount();
    const { history } = await model.fit([x, y], { epochs: 3, batchSize: 1, verbose: 0 });
    expect(tf.memory().numTensors).toBe(before);
    expect(steps).toBe(8);
    expect(Object.keys(history)).toEqual(['loss']);
  });

  it('that throws leaves no tensor', async () => {
    const model = line();
    model.trainStep = ({ gradients: slopesOf }) => {
      slopesOf();
      throw new Error('a mistake in the lesson');
    };
    const before = settledTensorCount();
    await expect(model.fit([x, y], { verbose: 0 })).rejects.toThrow('a mistake in the lesson');
    expect(tf.memory().numTensors).toBe(before);
  });
});

// Only TensorFlow's native engine compiles.
const describeNative = engine.backend === 'tensorflow' ? describe : () => {};
describeNative('trainStep by hand with compile: true', () => {
  const options = { epochs: 4, batchSize: 1, shuffle: false, verbose: 0 } as const;
  type Step = (step: TrainStepArgs) => Record<string, Scalar | number>;
  const step: Step = ({ y: targets, gradients: slopesOf, apply }) => {
    const { loss, gradients: slopes } = slopesOf(
      (output) => tf.losses.meanSquaredError(targets as Tensor, output as Tensor) as Scalar,
    );
    apply(slopes);
    return { loss, half: tf.div(loss, 2) as Scalar, fixed: 7 };
  };

  it('learns and logs the same as a graph, which calls it no more, and leaves no tensor', async () => {
    const [graph, eager] = [line(), line()];
    graph.trainStep = vi.fn(step);
    eager.trainStep = step;
    const expected = await eager.fit([x, y], options);
    await graph.fit([x, y], { ...options, epochs: 1, compile: true });
    const before = settledTensorCount();
    const { history } = await graph.fit([x, y], { ...options, initialEpoch: 1, compile: true });
    expect(tf.memory().numTensors).toBe(before);
    for (const name of ['loss', 'half', 'fixed']) {
      for (const [index, value] of history[name]!.entries()) {
        expect(value).toBeCloseTo(expected.history[name]![index + 1]!, 5);
      }
    }
    for (const [index, weight] of weightsOf(graph).entries()) {
      expect(weight).toBeCloseTo(weightsOf(eager)[index]!, 5);
    }
    expect(graph.trainStep).toHaveBeenCalledTimes(3);
  });

  it.each<[string, Step, string]>([
    [
      'reads a value back and computes with it',
      (args) => ({ loss: step(args).loss!, rooted: Math.sqrt((step(args).loss as Scalar).dataSync()[0]!) }),
      "the step reads a tensor's values",
    ],
    [
      'logs a number that changes',
      (args) => ({ ...step(args), clock: performance.now() }),
      'a number that JavaScript computes changes from call to call',
    ],
  ])('is an error where it %s, and right without', async (_, own, reason) => {
    const model = line();
    model.trainStep = own;
    await expect(model.fit([x, y], { ...options, compile: true })).rejects.toThrow(
      `fit: compile is true, but the step cannot be compiled: ${reason}`,
    );
    const { history } = await model.fit([x, y], options);
    expect(new Set(Object.values(history).at(-1)).size).toBeGreaterThan(1);
  });

  it('is called at every batch without it: what it counts is right', async () => {
    const model = line();
    let steps = 0;
    model.trainStep = (args) => {
      steps++;
      return step(args);
    };
    await model.fit([x, y], { ...options, epochs: 20 });
    expect(steps).toBe(40);
  });
});

describe('gradients', () => {
  it('are those of a hand computation', () => {
    const before = settledTensorCount();
    const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 5])];
    const result = gradients((one, two) => tf.sum(tf.mul(one!, tf.square(two!))) as Scalar, [a, b]);
    // Σ a·b²: 9 + 50; ∂/∂a = b², ∂/∂b = 2ab.
    expect(result.value.dataSync()[0]).toBe(59);
    expect(result.gradients.map((slope) => [...slope.dataSync()])).toEqual([
      [9, 25],
      [6, 20],
    ]);
    tf.dispose([a, b, result.value, result.gradients]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of anything but one number are refused', () => {
    expect(() => gradients((one) => one as Scalar, [tf.ones([2])])).toThrow(
      'gradients: the function must give one number, such as tf.sum(…); it gave [2].',
    );
  });

  it('reach a layer’s output inside a model', () => {
    const model = models.sequential([
      layers.conv2D({
        filters: 2,
        kernelSize: 2,
        useBias: false,
        kernelInitializer: 'ones',
        name: 'maps',
        inputShape: [3, 3, 1],
      }),
      layers.globalAveragePooling2D(),
      layers.dense({ units: 2, useBias: false }),
    ]);
    model.layers[2]!.setWeights([
      tf.tensor2d([
        [1, 10],
        [2, 20],
      ]),
    ]);
    const image = tf.ones([1, 3, 3, 1]);
    const before = settledTensorCount();
    const result = layerGradients({
      model,
      x: image,
      layer: 'maps',
      of: (scores) => tf.sum(tf.slice(scores as Tensor, [0, 1], [1, 1])) as Scalar,
    });
    // Every map is 2×2 of fours; score 1 = 10·mean(map 0) + 20·mean(map 1) = 120, and each pixel's share is a quarter.
    expect(result.value.dataSync()[0]).toBe(120);
    expect([...result.features.dataSync()]).toEqual(new Array(8).fill(4));
    expect([...result.gradients.dataSync()]).toEqual([2.5, 5, 2.5, 5, 2.5, 5, 2.5, 5]);
    tf.dispose([result.value, result.features, result.gradients]);
    expect(tf.memory().numTensors).toBe(before);
    expect(() =>
      layerGradients({ model, x: image, layer: 'map', of: (scores) => tf.sum(scores as Tensor) as Scalar }),
    ).toThrow(ArgumentError);
  });
});
