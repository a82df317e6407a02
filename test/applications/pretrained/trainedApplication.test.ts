/** Networks with trained weights, from a mirror and from files. The weights are random: what is read is what was saved. */
import dns from 'node:dns';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { modelsFolder } from '../../../src/applications/pretrained/providePublished.js';
import { applications, type models, type Tensor, tf } from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';
import { leaves } from '../../tensorCount.js';
import { serveFiles } from '../fileServer.js';

const { efficientNetLite0, mobileNetV2, resNet18, resNet50, vgg16 } = applications;
const narrow = { alpha: 0.35, inputShape: [96, 96, 3] };
const narrowFile = 'mobilenet_v2_weights_tf_dim_ordering_tf_kernels_0.35_96';

beforeEach(() => {
  vi.stubEnv('KERAS_HOME', temporaryFolder());
  // The machine that runs this may have a network: no name can be looked up while it runs, only addresses.
  const { lookup: real } = dns;
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...more: unknown[]) => {
    if (isIP(host)) return (real as (...all: unknown[]) => void)(host, ...more);
    const answer = more.at(-1) as (error: Error) => void;
    process.nextTick(() => answer(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })));
  }) as never);
  onTestFinished(() => {
    lookup.mockRestore();
    vi.unstubAllEnvs();
  });
});

async function savedBytes(model: models.Model, file = 'saved.h5'): Promise<Buffer> {
  const target = path.join(temporaryFolder(), file);
  await model.saveWeights(target);
  return readFileSync(target);
}

function outputsOf(model: models.Model): Float32Array {
  return tf.tidy(() => {
    const images = tf.randomNormal([1, 96, 96, 3], 0, 1, 'float32', 1);
    return (model.apply(images, { training: false }) as Tensor).dataSync<'float32'>();
  });
}

describe("weights: 'imagenet'", () => {
  it.each([
    ['', {}],
    ['_no_top', { includeTop: false }],
  ])('reads Keras’s file %s', async (ending, args) => {
    const original = mobileNetV2({ ...narrow, ...args, weights: null });
    const { address, asked } = await serveFiles({
      [`${narrowFile}${ending}.h5`]: await savedBytes(original),
    });
    vi.stubEnv('CUADERNO_WEIGHTS_MIRROR', address);
    const model = await mobileNetV2({ ...narrow, ...args, weights: 'imagenet' });
    expect(outputsOf(model)).toEqual(outputsOf(original));
    const byDefault = await mobileNetV2({ ...narrow, ...args });
    expect(outputsOf(byDefault)).toEqual(outputsOf(original));
    expect(asked).toEqual([`${narrowFile}${ending}.h5`]);
    for (const one of [original, model, byDefault]) one.dispose();
  });

  it('of another size are those for 224×224, without the top', async () => {
    const { address, asked } = await serveFiles({});
    vi.stubEnv('CUADERNO_WEIGHTS_MIRROR', address);
    await expect(mobileNetV2({ includeTop: false, inputShape: [100, 96, 3] })).rejects.toThrow(
      /mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1\.0_224_no_top\.h5/,
    );
    expect(asked).toEqual(['mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5']);
  });

  it('with a wrong checksum is an error, and nothing is left', async () => {
    const model = resNet50({ includeTop: false, weights: null });
    const name = 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5';
    const { address } = await serveFiles({ [name]: await savedBytes(model) });
    vi.stubEnv('CUADERNO_WEIGHTS_MIRROR', address);
    model.dispose();
    await leaves(0, async () => {
      await expect(resNet50({ includeTop: false })).rejects.toMatchObject({
        name: 'DataError',
        message: expect.stringMatching(
          /do not have the checksum 4d473c1dd8becc155b73f8504c6f6626[\s\S]*https:\/\/storage\.googleapis\.com\/tensorflow\/keras-applications\/resnet\/resnet50[\s\S]*resNet50\(\{ weights: null \}\)/,
        ),
      });
    });
    expect(readdirSync(modelsFolder())).toEqual([]);
  });

  it('of another network is an error that says where they part', async () => {
    const other = mobileNetV2({ ...narrow, alpha: 0.5, includeTop: false, weights: null });
    mkdirSync(modelsFolder(), { recursive: true });
    writeFileSync(path.join(modelsFolder(), `${narrowFile}_no_top.h5`), await savedBytes(other));
    other.dispose();
    await leaves(0, async () => {
      await expect(mobileNetV2({ ...narrow, includeTop: false })).rejects.toThrow(
        /does not fit the model: layer “block_1_project”: kernel has shape/,
      );
    });
  });

  it.each<[string, () => Promise<models.Model>, string]>([
    ['classes', () => resNet50({ classes: 10 }), "with weights 'imagenet' and the top, classes must be 1000"],
    [
      'size',
      () => vgg16({ inputShape: [64, 64, 3] }),
      'inputShape must be [224, 224, 3]; received [64,64,3]',
    ],
    ['channels', () => resNet50({ includeTop: false, inputShape: [64, 64, 1] }), 'must be of three channels'],
    [
      'width',
      () => mobileNetV2({ alpha: 0.9, includeTop: false }),
      'alpha must be one of 0.35, 0.5, 0.75, 1, 1.3',
    ],
    [
      'network',
      () => efficientNetLite0({ weights: 'imagenet' }),
      "nobody publishes weights: 'imagenet' for it",
    ],
    ['argument', () => resNet50({ poling: 'avg' } as object), 'resNet50: unknown argument poling'],
    ['kind', () => resNet50({ weights: 3 } as object), "weights must be null, 'imagenet' or a file's path"],
  ])('needs the %s that were trained', async (_, make, message) => {
    await leaves(0, async () => {
      await expect(make()).rejects.toMatchObject({
        name: 'ArgumentError',
        message: expect.stringContaining(message),
      });
    });
  });

  it('is not there for networks that Keras does not have', () => {
    expect(() => resNet18({ weights: 'imagenet' })).toThrow('resNet18: nobody publishes weights: "imagenet"');
  });
});

describe('weights: a path', () => {
  it.each(['m.h5', 'm.weights.h5'])('reads %s', async (name) => {
    const original = mobileNetV2({ ...narrow, classes: 3, weights: null });
    const file = path.join(temporaryFolder(), name);
    await original.saveWeights(file);
    const model = await mobileNetV2({ ...narrow, classes: 3, weights: file });
    expect(outputsOf(model)).toEqual(outputsOf(original));
    model.dispose();
    original.dispose();
  });

  it('reads .keras', async () => {
    const original = mobileNetV2({ ...narrow, classes: 3, weights: null });
    const file = path.join(temporaryFolder(), 'm.keras');
    await original.save(file);
    const model = await mobileNetV2({ ...narrow, classes: 3, weights: file });
    expect(outputsOf(model)).toEqual(outputsOf(original));
    model.dispose();
    original.dispose();
  });

  it.each(['w.h5', 'w.weights.h5'])('of the whole network serves one without its top (%s)', async (name) => {
    const whole = mobileNetV2({ ...narrow, weights: null });
    const file = path.join(temporaryFolder(), name);
    await whole.saveWeights(file);
    await leaves(0, async () => {
      const model = await mobileNetV2({ ...narrow, includeTop: false, pooling: 'avg', weights: file });
      for (const layer of model.layers.filter(({ weights }) => weights.length > 0)) {
        const [read, saved] = [layer, whole.getLayer(layer.name)].map((one) =>
          one.getWeights().map((weight) => weight.dataSync()),
        );
        expect(read).toEqual(saved);
      }
      expect(model.outputShape).toEqual([null, 1280]);
      model.dispose();
    });
    whole.dispose();
  });

  it('that leads nowhere is an error, and no tensor is left', async () => {
    await leaves(0, async () => {
      await expect(resNet50({ weights: '/nowhere/m.h5' })).rejects.toThrow(
        /nowhere\/m\.h5 could not be opened/,
      );
    });
  });
});
