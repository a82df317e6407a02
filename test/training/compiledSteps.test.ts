/** Compiled and eager training are the same training. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type Callback,
  engine,
  type FitArgs,
  layers,
  models,
  optimizers,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';

afterEach(() => vi.restoreAllMocks());

const samples = 44;
const x = tf.randomNormal([samples, 6, 6, 2], 0, 1, 'float32', 3);
const y = tf.tidy(() => tf.cast(tf.floor(tf.randomUniform([samples], 0, 3, 'float32', 4)), 'int32'));

interface Made {
  optimizer?: Parameters<models.Sequential['compile']>[0]['optimizer'];
  middle?: ReturnType<typeof layers.dense>[];
}

function network({ optimizer = optimizers.adam({ learningRate: 0.01 }), middle = [] }: Made = {}) {
  setSeed(11);
  const model = models.sequential([
    layers.conv2D({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [6, 6, 2] }),
    layers.batchNormalization(),
    layers.maxPooling2D({ poolSize: 2 }),
    ...middle,
    layers.flatten(),
    layers.dense({ units: 3, activation: 'softmax' }),
  ]);
  model.compile({ optimizer, loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  return model;
}

async function trained(made: Made, args: FitArgs, compile: boolean) {
  const model = network(made);
  setSeed(5);
  const { history } = await model.fit([x, y], { batchSize: 8, verbose: 0, ...args, compile });
  const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
  const predicted = await model.predict(x);
  const outputs = [...(predicted as Tensor).dataSync()];
  predicted.dispose();
  return { history, weights, outputs };
}

/** Close to rounding: both add the same numbers, in another order. */
function expectSame(one: Awaited<ReturnType<typeof trained>>, other: typeof one): void {
  for (const [name, values] of Object.entries(one.history)) {
    for (const [epoch, value] of values.entries()) expect(other.history[name]![epoch]).toBeCloseTo(value, 4);
  }
  for (const [index, weight] of one.weights.entries()) {
    for (const [at, value] of weight.entries()) expect(other.weights[index]![at]).toBeCloseTo(value, 3);
  }
  for (const [at, value] of one.outputs.entries()) expect(other.outputs[at]).toBeCloseTo(value, 3);
}

if (engine.backend === 'tensorflow') {
  describe('compiled training gives what eager training gives', () => {
    const cases: [string, () => Made, FitArgs][] = [
      ['over several epochs, with a remainder batch and validation', () => ({}), { validationSplit: 0.25 }],
      [
        'with dropout and noise, which draw the same',
        () => ({
          middle: [
            layers.dropout({ rate: 0.3 }),
            layers.gaussianNoise({ stddev: 0.1 }),
            layers.spatialDropout2D({ rate: 0.2 }),
          ],
        }),
        {},
      ],
      [
        'with gradients that are accumulated',
        () => ({
          optimizer: optimizers.adam({ learningRate: 0.01, gradientAccumulationSteps: 3 }),
        }),
        {},
      ],
      [
        'with averaged weights that take the weights’ place',
        () => ({
          optimizer: optimizers.sgd({
            learningRate: 0.05,
            momentum: 0.9,
            useEma: true,
            emaMomentum: 0.9,
            emaOverwriteFrequency: 4,
          }),
        }),
        {},
      ],
      [
        'with clipping, decay and class weights',
        () => ({
          optimizer: optimizers.adamW({ learningRate: 0.01, weightDecay: 0.1, globalClipnorm: 0.5 }),
        }),
        { classWeight: { 0: 2, 1: 0.5 } },
      ],
    ];
    it.each(cases)('%s', async (_, made, args) => {
      const options = { epochs: 4, ...args };
      const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const compiled = await trained(made(), options, true);
      expect(warned).not.toHaveBeenCalled();
      expectSame(compiled, await trained(made(), options, false));
    });

    // A bias before a normalization: what moves it is rounding, of which these optimizers make whole steps.
    it.each(['adamax', 'nadam'] as const)(
      'where a gradient is nothing but rounding, with %s',
      async (name) => {
        const losses: number[][] = [];
        for (const compile of [true, false]) {
          setSeed(4);
          const model = models.sequential([
            layers.conv2D({ filters: 4, kernelSize: 3, inputShape: [8, 8, 2] }),
            layers.batchNormalization(),
            layers.flatten(),
            layers.dense({ units: 1 }),
          ]);
          model.compile({ optimizer: optimizers[name]({ learningRate: 0.01 }), loss: 'meanSquaredError' });
          const images = tf.randomNormal([32, 8, 8, 2], 0, 1, 'float32', 1);
          const values = tf.randomNormal([32, 1], 0, 1, 'float32', 2);
          const { history } = await model.fit([images, values], {
            epochs: 4,
            batchSize: 8,
            verbose: 0,
            compile,
          });
          losses.push([...history.loss!]);
        }
        for (const [epoch, loss] of losses[1]!.entries()) expect(losses[0]![epoch]).toBeCloseTo(loss, 4);
      },
    );

    it('repeats to the bit for a seed', async () => {
      const made = () => {
        setSeed(1); // a layer draws its own seed when it is made
        return { middle: [layers.dropout({ rate: 0.3 })] };
      };
      const first = await trained(made(), { epochs: 3 }, true);
      expect(await trained(made(), { epochs: 3 }, true)).toEqual(first);
    });

    it('with a schedule, and a rate that a callback changes', async () => {
      const run = async (compile: boolean) => {
        const optimizer = optimizers.sgd({ learningRate: 0.1 });
        const rates: number[] = [];
        const callback: Callback = {
          onBatchEnd: () => {
            optimizer.learningRate *= 0.9;
            rates.push(optimizer.learningRate);
          },
        };
        const result = await trained({ optimizer }, { epochs: 3, callbacks: [callback] }, compile);
        return { result, rates };
      };
      const [compiled, eager] = [await run(true), await run(false)];
      expect(compiled.rates).toEqual(eager.rates);
      expectSame(compiled.result, eager.result);
    });

    it('with weights that a callback reads and sets', async () => {
      const run = async (compile: boolean) => {
        const seen: number[] = [];
        const model = network();
        setSeed(5);
        const callback: Callback = {
          onBatchEnd(batch) {
            const [kernel, ...rest] = model.getWeights();
            seen.push(kernel!.dataSync()[0]!);
            if (batch === 2) model.setWeights([tf.mul(kernel!, 0.5), ...rest]);
          },
        };
        await model.fit([x, y], { epochs: 3, batchSize: 8, verbose: 0, callbacks: [callback], compile });
        return seen;
      };
      const [compiled, eager] = [await run(true), await run(false)];
      for (const [at, value] of eager.entries()) expect(compiled[at]).toBeCloseTo(value, 4);
    });

    it('up to an interrupt in the middle, whose weights stay', async () => {
      const run = async (compile: boolean) => {
        const model = network();
        setSeed(5);
        const stop = new AbortController();
        let steps = 0;
        const callback: Callback = { onBatchEnd: () => void (++steps === 9 && stop.abort()) };
        const args = { epochs: 5, batchSize: 8, verbose: 0, compile, signal: stop.signal } as const;
        const { epoch } = await model.fit([x, y], { ...args, callbacks: [callback] });
        expect([steps, epoch]).toEqual([9, [0]]);
        return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
      };
      const [compiled, eager] = [await run(true), await run(false)];
      for (const [at, value] of eager.entries()) expect(compiled[at]).toBeCloseTo(value, 4);
    });

    it('with layers that were frozen in between and compiled again', async () => {
      const run = async (compile: boolean) => {
        const model = network();
        setSeed(5);
        const options = { epochs: 2, batchSize: 8, verbose: 0, compile } as const;
        await model.fit([x, y], options);
        const before = [...model.layers[0]!.getWeights()[0]!.dataSync()];
        model.layers[0]!.trainable = false;
        model.compile({ optimizer: 'sgd', loss: 'sparseCategoricalCrossentropy' });
        const { history } = await model.fit([x, y], options);
        expect([...model.layers[0]!.getWeights()[0]!.dataSync()]).toEqual(before);
        return history.loss!;
      };
      const [compiled, eager] = [await run(true), await run(false)];
      for (const [at, value] of eager.entries()) expect(compiled[at]).toBeCloseTo(value, 4);
    });
  });

  describe('what cannot be compiled', () => {
    const divided = (input: Tensor) => tf.div(input, input.max().dataSync()[0]!);
    const peeking = () => layers.lambda({ function: divided, name: 'peeking' });

    it('stays eager, says once why, and is right', async () => {
      const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const model = network({ middle: [peeking()] });
      for (let step = 0; step < 6; step++) await model.fit([x, y], { batchSize: 8, verbose: 0, epochs: 2 });
      const eager = await trained({ middle: [peeking()] }, { epochs: 2 }, false);
      expect(eager.history.loss).toHaveLength(2);
      const texts = warned.mock.calls
        .map(([text]) => String(text))
        .filter((text) => text.includes('training step'));
      expect(texts).toEqual([
        `Warning: the training step of model "${model.name}" runs operation by operation, which is slower than compiled: layer “peeking” reads a tensor's values (of Max, shape []).\n`,
      ]);
    });

    it('is an error with compile: true', async () => {
      vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      const model = network({ middle: [peeking()] });
      await expect(model.fit([x, y], { batchSize: 8, verbose: 0, compile: true })).rejects.toThrow(
        "fit: compile is true, but the step cannot be compiled: layer “peeking” reads a tensor's values (of Max, shape []). Leave compile out to train it operation by operation.",
      );
    });
  });
} else {
  it('says where there is nothing to compile with', async () => {
    await expect(network().fit([x, y], { compile: true })).rejects.toThrow(
      `fit: compile is true, but only TensorFlow’s native engine compiles; this is ${engine.backend}.`,
    );
  });
}
