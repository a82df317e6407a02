/** Models that real Keras (3 and 2) built, trained and saved, loaded here: same predictions, same next losses. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { models, type Tensor, tf } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';
import { expectClose } from '../../goldenCases.js';
import {
  type Framework,
  type KerasPeer,
  type PlainArray,
  prepareKeras,
  startKeras,
  tensorOf,
} from './kerasPeer.js';

const prepared = await prepareKeras();
const missing = 'missing' in prepared ? ` (skipped: needs ${prepared.missing})` : '';
const close = { rtol: 1e-5, atol: 1e-5 };

describe.skipIf('missing' in prepared)(`from real Keras${missing}`, { timeout: 300_000 }, () => {
  let keras: KerasPeer;
  beforeAll(() => {
    keras = startKeras('python' in prepared ? prepared.python : '');
  });
  afterAll(() => keras.close());

  const all = (['keras3', 'keras2'] as Framework[]).flatMap((framework) =>
    ['sequential', 'branches', 'shared', 'nested', 'recurrent'].map((model) => ({ framework, model })),
  );

  it.each(all)('$framework $model', async ({ framework, model: name }) => {
    const saved = await keras.save({ framework, model: name, folder: temporaryFolder() });
    for (const file of [saved.files.keras, saved.files.whole]) {
      const before = tf.memory().numTensors;
      const model = await models.load(file, { compile: false });
      expect(tf.memory().numTensors - before).toBe(model.weights.length);
      expectOutputs(model, saved.inputs, saved.outputs, file);
      expect(namesOf(model)).toEqual(saved.names.filter((one) => !one.startsWith('input_')));
      model.dispose();
    }
    const fresh = models.fromConfig(saved.json);
    await fresh.loadWeights(saved.files.weights);
    expectOutputs(fresh, saved.inputs, saved.outputs, saved.files.weights);
    fresh.dispose();
  });

  // The optimizers of Keras 2 have their state in an order of their own.
  it.each(['sequential', 'branches', 'nested', 'recurrent'])('training goes on: %s', async (name) => {
    const saved = await keras.save({ framework: 'keras3', model: name, folder: temporaryFolder() });
    const files = [saved.files.keras, saved.files.whole];
    for (const file of files) {
      const model = await models.load(file);
      const [x, y] = [tensorOf(saved.inputs[0]!), tensorOf(saved.targets[0]!)];
      const losses: number[] = [];
      for (const _ of saved.losses) losses.push((await model.trainOnBatch(x, y)).loss!);
      expectClose(losses, saved.losses, { rtol: 1e-4, atol: 1e-5 });
      tf.dispose([x, y]);
      model.dispose();
    }
  });
});

/** Automatic names of input layers are not kept in a stack. */
function namesOf(model: models.Model): string[] {
  return model.layers.map((layer) => layer.name).filter((name) => !/^input_|_input$/.test(name));
}

function expectOutputs(
  model: models.Model,
  inputs: readonly PlainArray[],
  expected: readonly PlainArray[],
  file: string,
): void {
  tf.tidy(() => {
    const tensors = inputs.map(tensorOf);
    const outputs = [model.apply(tensors.length === 1 ? tensors[0]! : tensors, { training: false })].flat();
    expect(outputs.length, file).toBe(expected.length);
    for (const [index, output] of outputs.entries()) {
      expect(output.shape).toEqual(expected[index]!.shape);
      expectClose((output as Tensor).dataSync(), expected[index]!.data, close);
    }
  });
}
