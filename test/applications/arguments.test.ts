/** What all published networks do with their arguments, as keras.applications does. */
import { describe, expect, it } from 'vitest';
import { ArgumentError, applications, layers, models, tf } from '../../src/index.js';
import { leaves } from '../tensorCount.js';

const { resNet18, resNet50 } = applications;
const small = { weights: null, inputShape: [32, 32, 3] };

/** Builds a network and frees it. */
function shapeOf(make: () => models.Model): unknown {
  const model = make();
  const { outputShape } = model;
  model.dispose();
  return outputShape;
}

describe('what comes out', () => {
  it('is class probabilities by default', () => {
    const model = resNet18({ classes: 4, inputShape: [32, 32, 3] });
    expect(model.outputShape).toEqual([null, 4]);
    expect(model.inputs[0]!.shape).toEqual([null, 32, 32, 3]);
    const sums = tf.tidy(() =>
      tf.sum(model.predictOnBatch(tf.randomUniform([2, 32, 32, 3])) as never, 1).dataSync(),
    );
    expect(sums[0]).toBeCloseTo(1, 5);
    model.dispose();
  });

  it('is logits with classifierActivation null, and another function by its name', () => {
    const last = (args: applications.ApplicationArgs): unknown => {
      const model = resNet18({ classes: 4, ...args });
      const { activation } = model.layers.at(-1)!.getConfig();
      model.dispose();
      return activation;
    };
    expect(last({})).toBe('softmax');
    expect(last({ classifierActivation: null })).toBe('linear');
    expect(last({ classifierActivation: 'sigmoid' })).toBe('sigmoid');
  });

  it('is feature maps without the top, or their mean or maximum', () => {
    expect(shapeOf(() => resNet50({ includeTop: false, weights: null }))).toEqual([null, null, null, 2048]);
    expect(shapeOf(() => resNet50({ ...small, includeTop: false }))).toEqual([null, 1, 1, 2048]);
    const last = (pooling: 'avg' | 'max'): string => {
      const model = resNet50({ ...small, includeTop: false, pooling });
      expect(model.outputShape).toEqual([null, 2048]);
      model.dispose();
      return model.layers.at(-1)!.name;
    };
    expect([last('avg'), last('max')]).toEqual(['avg_pool', 'max_pool']);
  });

  it('is for images of 224×224 if nothing is said', () => {
    const model = resNet18();
    expect(model.inputs[0]!.shape).toEqual([null, 224, 224, 3]);
    expect(model.outputShape).toEqual([null, 1000]);
    expect(model.name).toBe('resnet18');
    model.dispose();
  });

  it('bears the name that is given', () => {
    const model = resNet18({ ...small, name: 'mine' });
    expect(model.name).toBe('mine');
    model.dispose();
  });
});

describe('inputTensor', () => {
  it('is where the network begins, and the model begins where that does', () => {
    const image = layers.input({ shape: [64, 64, 1] });
    const color = layers.conv2D({ filters: 3, kernelSize: 1, name: 'color' }).apply(image);
    const model = resNet18({ inputTensor: color, includeTop: false, weights: null });
    expect(model.inputs).toEqual([image]);
    expect(model.layers[1]!.name).toBe('color');
    expect(model.outputShape).toEqual([null, 2, 2, 512]);
    model.dispose();
  });

  it('may be computed from several inputs', () => {
    const [left, right] = [layers.input({ shape: [32, 32, 3] }), layers.input({ shape: [32, 32, 3] })];
    const sum = layers.add().apply([left, right]);
    const model = resNet18({ inputTensor: sum, includeTop: false });
    expect(model.inputs).toEqual([left, right]);
    model.dispose();
  });

  it('may be what another network gives', () => {
    const first = models.sequential([
      layers.conv2D({ filters: 3, kernelSize: 3, padding: 'same', inputShape: [32, 32, 3] }),
    ]);
    const model = resNet18({ inputTensor: first.outputs[0]!, classes: 2 });
    expect(model.inputs).toEqual(first.inputs);
    model.dispose();
  });

  it('must fit inputShape', () => {
    const image = layers.input({ shape: [64, 64, 3] });
    expect(() => resNet18({ inputTensor: image, inputShape: [32, 32, 3] })).toThrow(
      'resNet18: inputShape must be that of inputTensor, [64, 64, 3]; received [32, 32, 3]. Leave one of them out.',
    );
    expect(() => resNet18({ inputTensor: layers.input({ shape: [64] }) })).toThrow(ArgumentError);
  });
});

describe('is refused', () => {
  it.each([
    [{ inputShape: [31, 32, 3] }, 'resNet18: inputShape must be at least 32×32; received [31,32,3].'],
    [{ inputShape: [32, 32] }, 'resNet18: inputShape must be three whole numbers, [height, width, channels]'],
    [{ inputShape: [null, 32, 3] }, 'resNet18: inputShape must be without null where includeTop is true'],
    [{ classes: 0 }, 'resNet18: classes must be a whole number of at least 1; received 0.'],
    [{ pooling: 'mean' as 'avg' }, "resNet18: pooling must be 'avg' or 'max'; received \"mean\"."],
    [{ classifierActivation: 'soft' as 'softmax' }, 'resNet18: classifierActivation must be the name of'],
    [
      { class: 3 } as object,
      'resNet18: unknown argument class. Expected some of: includeTop, pooling, classes',
    ],
    [
      { weights: 'imagenet' },
      'resNet18: nobody publishes weights: "imagenet" for it. Leave weights out for new ones',
    ],
    [{ weights: 'mine.weights.h5' }, 'model.loadWeights(file)'],
  ])('%j', async (args, message) => {
    await leaves(0, async () => {
      expect(() => resNet18(args)).toThrow(message);
      expect(() => resNet18(args)).toThrow(ArgumentError);
    });
  });
});

it('a network leaves no tensor when it is disposed', async () => {
  await leaves(0, async () => {
    resNet18({ classes: 2, ...small }).dispose();
  });
});
