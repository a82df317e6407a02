/** Networks that keras.applications has, against real Keras: names, weights and their order, and outputs from a file that
 *  Keras wrote. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { applications, clearSession, type models, type Tensor, tf } from '../../src/index.js';
import { shortName } from '../../src/weights/placements.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { expectClose } from '../goldenCases.js';
import { leaves } from '../tensorCount.js';
import { type KerasPeer, prepareKeras, startKeras, tensorOf } from '../weights/keras/kerasPeer.js';

const prepared = await prepareKeras();
const missing = 'missing' in prepared ? ` (skipped: needs ${prepared.missing})` : '';

interface Case {
  name: string;
  ours: applications.MobileNetV2Args;
  make: (args: applications.MobileNetV2Args & applications.NewWeights) => models.Model;
}

const makers = {
  ResNet50: applications.resNet50,
  ResNet101: applications.resNet101,
  ResNet152: applications.resNet152,
  VGG16: applications.vgg16,
  VGG19: applications.vgg19,
  MobileNetV2: applications.mobileNetV2,
};

const named: Case[] = [
  ...Object.entries(makers).flatMap(([name, make]) => [
    { name, make, ours: { includeTop: true, classes: 7, inputShape: [32, 32, 3] } },
    { name, make, ours: { includeTop: false, pooling: 'avg' as const } },
  ]),
  { name: 'ResNet50', make: applications.resNet50, ours: { includeTop: false, pooling: 'max' } },
  { name: 'VGG16', make: applications.vgg16, ours: { includeTop: false, pooling: 'max' } },
  { name: 'MobileNetV2', make: applications.mobileNetV2, ours: { alpha: 0.35, classes: 2 } },
  { name: 'MobileNetV2', make: applications.mobileNetV2, ours: { alpha: 1.4, inputShape: [96, 96, 3] } },
];

/** Odd sizes tell paddings apart. */
const exchanged: Case[] = [
  { name: 'ResNet50', make: applications.resNet50, ours: { includeTop: false, inputShape: [32, 32, 3] } },
  { name: 'VGG16', make: applications.vgg16, ours: { includeTop: false, inputShape: [37, 44, 3] } },
  { name: 'MobileNetV2', make: applications.mobileNetV2, ours: { classes: 9, inputShape: [45, 50, 3] } },
  {
    name: 'MobileNetV2',
    make: applications.mobileNetV2,
    ours: { includeTop: false, inputShape: [64, 64, 1] },
  },
];

describe.skipIf('missing' in prepared)(`as in real Keras${missing}`, { timeout: 300_000 }, () => {
  let keras: KerasPeer;
  beforeAll(() => {
    keras = startKeras('python' in prepared ? prepared.python : '');
  });
  afterAll(() => keras.close());

  it.each(named)('names and weights of $name $ours', async ({ name, make, ours }) => {
    const expected = await keras.application({ name, args: inPython(ours) });
    const model = built(make, ours);
    expect(model.name).toBe(expected.name);
    expect(model.layers.map((layer) => layer.name)).toEqual(expected.layers);
    expect(weightsOf(model)).toEqual(expected.weights);
    model.dispose();
  });

  it.each(exchanged)('outputs of $name $ours', async ({ name, make, ours }) => {
    const saved = await keras.savedApplication({ name, args: inPython(ours), folder: temporaryFolder() });
    await leaves(0, async () => {
      const model = built(make, ours);
      await model.loadWeights(saved.file);
      const output = tf.tidy(() => model.apply(tensorOf(saved.inputs[0]!), { training: false }) as Tensor);
      expect(output.shape).toEqual(saved.outputs[0]!.shape);
      const expected = saved.outputs[0]!.data;
      const largest = Math.max(...expected.map(Math.abs));
      expect(largest).toBeGreaterThan(0);
      expectClose(output.dataSync(), expected, { rtol: 1e-3, atol: 1e-5 * largest });
      output.dispose();
      model.dispose();
    });
  });
});

describe.skipIf('missing' in prepared)(`whole files${missing}`, { timeout: 300_000 }, () => {
  it.each(['keras2', 'keras3'] as const)('of ResNet50 with its top, from %s', async (framework) => {
    const keras = startKeras('python' in prepared ? prepared.python : '');
    onTestFinished(() => keras.close());
    const request = { framework, name: 'ResNet50', args: {}, folder: temporaryFolder() };
    const saved = await keras.savedApplication(request);
    expect(saved.file).toMatch(framework === 'keras2' ? /ResNet50\.h5$/ : /\.weights\.h5$/);
    const model = await applications.resNet50({ weights: saved.file });
    const output = tf.tidy(() => model.apply(tensorOf(saved.inputs[0]!), { training: false }) as Tensor);
    expectClose(output.dataSync(), saved.outputs[0]!.data, { rtol: 1e-3, atol: 1e-6 });
    output.dispose();
    model.dispose();
  });
});

function built(make: Case['make'], args: Case['ours']): models.Model {
  clearSession();
  return make({ ...args, weights: null });
}

function weightsOf(model: models.Model): [string, number[]][] {
  return model.layers.flatMap((layer) =>
    layer.weights.map((weight): [string, number[]] => [
      `${layer.name}/${shortName(weight)}`,
      weight.shape as number[],
    ]),
  );
}

function inPython(args: object): object {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name.replace(/[A-Z]/g, (one) => `_${one.toLowerCase()}`),
      value,
    ]),
  );
}
