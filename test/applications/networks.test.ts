/** What each published network does beyond its parameters: shapes that come out, and the parts that no other has. */
import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  applications,
  losses,
  models,
  type SymbolicTensor,
  setSeed,
  type Tensor,
  tf,
} from '../../src/index.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { expectClose } from '../goldenCases.js';
import { leaves } from '../tensorCount.js';

const { alexNet, googLeNet, lenet5 } = applications;

/** Feature maps of small images, by the strides and filters that the papers give. */
const features: [name: string, make: () => models.Model, shape: number[]][] = [
  ['lenet5', () => lenet5({ includeTop: false }), [5, 5, 16]],
  ['lenet5, modern', () => lenet5({ includeTop: false, variant: 'modern' }), [5, 5, 16]],
  ['tutorialCNN', () => applications.tutorialCNN({ includeTop: false }), [4, 4, 64]],
  ['alexNet', () => alexNet({ includeTop: false }), [6, 6, 256]],
  ['alexNet, torchvision', () => alexNet({ includeTop: false, variant: 'torchvision' }), [6, 6, 256]],
  ['googLeNet', () => googLeNet({ includeTop: false }), [2, 2, 1024]],
  ['resNet20', () => applications.resNet20({ includeTop: false }), [8, 8, 64]],
  ['resNet18', () => applications.resNet18({ includeTop: false }), [2, 2, 512]],
  ['resNeXt50', () => applications.resNeXt50({ includeTop: false }), [2, 2, 2048]],
  ['seResNet50', () => applications.seResNet50({ includeTop: false }), [2, 2, 2048]],
  ['efficientNetLite0', () => applications.efficientNetLite0({ includeTop: false }), [2, 2, 1280]],
];

/** The sizes that lead to these shapes; others take 64×64. */
const sides: Record<string, number> = {
  lenet5: 32,
  'lenet5, modern': 32,
  tutorialCNN: 32,
  alexNet: 227,
  'alexNet, torchvision': 224,
  resNet20: 32,
};

describe('feature maps', () => {
  it.each(features)('%s', async (name, make, shape) => {
    await leaves(0, async () => {
      const model = make();
      const side = sides[name] ?? 64;
      const channels = model.inputs[0]!.shape.at(-1)!;
      const output = tf.tidy(() => {
        const image = tf.randomUniform([2, side, side, channels], -1, 1, 'float32', 5);
        return model.apply(image, { training: false }) as Tensor;
      });
      expect(output.shape).toEqual([2, ...shape]);
      expect(Array.from(output.dataSync()).every(Number.isFinite)).toBe(true);
      expect(tf.tidy(() => tf.moments(output).variance.dataSync()[0])).toBeGreaterThan(0);
      output.dispose();
      model.dispose();
    });
  });
});

/** What a model computes on the way to its output. */
function inside(model: models.Model, ...names: string[]): models.Model {
  const outputs = names.map((name) => model.getLayer(name).output as SymbolicTensor);
  return models.functional({ inputs: model.inputs[0]!, outputs });
}

describe('lenet5 as published', () => {
  it('gives the softmax of minus the squared distances to its pictures', async () => {
    setSeed(3);
    await leaves(0, async () => {
      const model = lenet5();
      const parts = inside(model, 'f6_amplitude', 'predictions');
      const kernel = model.getLayer('predictions').getWeights()[0]!;
      tf.tidy(() => {
        const image = tf.randomUniform([3, 32, 32, 1], -1, 1, 'float32', 1);
        const [f6, predicted] = parts.apply(image, { training: false }) as unknown as Tensor[];
        const pictures = tf.transpose(tf.div(kernel, 2)); // [10, 84]
        const distances = tf.sum(tf.squaredDifference(tf.expandDims(f6!, 1), tf.expandDims(pictures, 0)), 2);
        expectClose(predicted!.dataSync(), tf.softmax(tf.neg(distances)).dataSync(), {
          rtol: 1e-3,
          atol: 1e-6,
        });
        expect(new Set(pictures.dataSync())).toEqual(new Set([1, -1]));
      });
      model.dispose();
    });
  });

  it('has ten different pictures', async () => {
    const model = lenet5();
    const pictures = tf.tidy(() => tf.transpose(model.getLayer('predictions').getWeights()[0]!).arraySync());
    expect(new Set((pictures as number[][]).map(String)).size).toBe(10);
    model.dispose();
  });

  it('takes single maps of the first pooling', () => {
    const model = lenet5();
    const names = [0, 1, 2, 3, 4, 5].map((map) => `s2_map${map}`);
    tf.tidy(() => {
      const image = tf.randomUniform([1, 32, 32, 1], -1, 1, 'float32', 2);
      const [all, ...single] = inside(model, 's2_amplitude', ...names).apply(image) as unknown as Tensor[];
      for (const [map, one] of single.entries()) {
        expect(one.dataSync()).toEqual(tf.gather(all!, [map], 3).dataSync());
      }
    });
    model.dispose();
  });

  it('squashes ±1 to ±1, as its authors chose the constants', () => {
    const model = lenet5();
    tf.tidy(() => {
      const [before, after] = inside(model, 'c1', 'c1_amplitude').apply(
        tf.randomUniform([1, 32, 32, 1], -1, 1, 'float32', 2),
      ) as unknown as Tensor[];
      const x = before!.dataSync();
      expectClose(
        after!.dataSync(),
        Array.from(x, (one) => 1.7159 * Math.tanh((2 / 3) * one)),
        { rtol: 1e-4, atol: 1e-5 },
      );
    });
    model.dispose();
  });

  it('comes back from a file with its pictures, which do not learn', async () => {
    const model = lenet5();
    expect(model.getLayer('predictions').trainableWeights).toEqual([]);
    const file = `${temporaryFolder()}/lenet5.keras`;
    await model.save(file);
    const same = await models.load(file);
    tf.tidy(() => {
      const image = tf.randomUniform([2, 32, 32, 1], -1, 1, 'float32', 1);
      const [a, b] = [model, same].map((one) => one.apply(image, { training: false }) as Tensor);
      expectClose(b!.dataSync(), a!.dataSync(), { rtol: 1e-6, atol: 1e-7 });
    });
    model.dispose();
    same.dispose();
  });

  it('knows ten classes', () => {
    expect(() => lenet5({ classes: 9 })).toThrow("Write variant: 'modern' for other classes.");
    const model = lenet5({ classes: 9, variant: 'modern' });
    expect(model.outputShape).toEqual([null, 9]);
    model.dispose();
  });
});

describe('alexNet', () => {
  it('on two GPUs looks at half of the maps', () => {
    const kernels = (variant: 'oneTower' | 'twoGPUs'): unknown[] => {
      const model = alexNet({ includeTop: false, variant });
      const shapes = ['conv2', 'conv3', 'conv4', 'conv5'].map(
        (name) => model.getLayer(name).weights[0]!.shape[2],
      );
      model.dispose();
      return shapes;
    };
    expect(kernels('oneTower')).toEqual([96, 256, 384, 384]);
    expect(kernels('twoGPUs')).toEqual([48, 256, 192, 192]);
  });

  it.each([
    ['oneTower', 67],
    ['torchvision', 63],
  ] as const)('%s takes images of at least %d pixels', (variant, side) => {
    const model = alexNet({ includeTop: false, variant, inputShape: [side, side, 3] });
    expect(model.outputShape).toEqual([null, 1, 1, 256]);
    model.dispose();
    const smaller = { includeTop: false, variant, inputShape: [side - 1, side - 1, 3] };
    expect(() => alexNet(smaller)).toThrow(`must be at least ${side}×${side}`);
    expect(() => alexNet({ variant: 'threeTowers' as 'oneTower' })).toThrow(ArgumentError);
  });
});

describe('googLeNet', () => {
  it('learns from its auxiliary classifiers', async () => {
    const model = googLeNet({ auxiliary: true, classes: 3, inputShape: [65, 65, 3] });
    expect(model.outputShape).toEqual([
      [null, 3],
      [null, 3],
      [null, 3],
    ]);
    model.compile({
      optimizer: 'sgd',
      loss: losses.sparseCategoricalCrossentropy(),
      lossWeights: [1, 0.3, 0.3],
    });
    const [x, y] = [tf.randomUniform([2, 65, 65, 3]), tf.tensor1d([0, 2], 'int32')];
    const early = model.getLayer('aux1_predictions').weights[0]!;
    const before = (early.read() as Tensor).arraySync();
    const logs = await model.trainOnBatch(x, [y, y, y]);
    expect(logs.loss).toBeGreaterThan(0);
    expect((early.read() as Tensor).arraySync()).not.toEqual(before);
    tf.dispose([x, y]);
    model.dispose();
  });

  it('has none without its top, or for images that are too small for them', () => {
    expect(() => googLeNet({ auxiliary: true, includeTop: false })).toThrow(
      'googLeNet: auxiliary must be false where includeTop is false; received true.',
    );
    expect(() => googLeNet({ auxiliary: true, inputShape: [64, 64, 3] })).toThrow('must be at least 65×65');
  });
});

describe('resNet20', () => {
  it('shortens the way by every other pixel and maps of zeros', () => {
    const model = applications.resNet20();
    tf.tidy(() => {
      const image = tf.randomUniform([1, 32, 32, 3], -1, 1, 'float32', 1);
      const [x, shortcut] = inside(model, 'conv3_block3_out', 'conv4_block1_0_pad').apply(image, {
        training: false,
      }) as unknown as Tensor[];
      const everyOther = tf.stridedSlice(x!, [0, 0, 0, 0], [1, 16, 16, 32], [1, 2, 2, 1]);
      const expected = tf.pad(everyOther, [
        [0, 0],
        [0, 0],
        [0, 0],
        [16, 16],
      ]);
      expect(shortcut!.shape).toEqual([1, 8, 8, 64]);
      expect(shortcut!.dataSync()).toEqual(expected.dataSync());
    });
    model.dispose();
  });
});

describe('seResNet50', () => {
  it('weighs the branch, not the shortcut', () => {
    const model = applications.seResNet50({ includeTop: false });
    tf.tidy(() => {
      const [shortcut, branch, sum] = inside(
        model,
        'conv2_block2_out',
        'conv2_block3_se',
        'conv2_block3_add',
      ).apply(tf.randomUniform([1, 32, 32, 3]), { training: false }) as unknown as Tensor[];
      expectClose(sum!.dataSync(), tf.add(shortcut!, branch!).dataSync(), { rtol: 1e-5, atol: 1e-6 });
    });
    model.dispose();
  });
});

describe('efficientNetLite0', () => {
  it('lets whole samples pass by its blocks in training, more of them later', () => {
    const model = applications.efficientNetLite0({ includeTop: false });
    const rates = model.layers
      .filter(({ name }) => /^block.*_drop$/.test(name))
      .map((layer) => layer.getConfig().rate as number);
    // Nine of sixteen blocks add their input: all but the first of every stack.
    expect(rates.length).toBe(9);
    expect(rates).toEqual([...rates].sort((a, b) => a - b));
    expect(rates[0]).toBeCloseTo((0.2 * 2) / 16, 9);
    expect(rates.at(-1)).toBeCloseTo((0.2 * 14) / 16, 9);
    model.dispose();
  });
});

describe('ensemble', () => {
  const member = (name: string, classes = 4): models.Model =>
    applications.tutorialCNN({ name, classes, classifierActivation: 'softmax' });

  it('gives the mean of its members', async () => {
    await leaves(0, async () => {
      const members = [member('one'), member('two'), member('three')];
      const model = applications.ensemble(members);
      expect(model.name).toBe('ensemble');
      expect(model.countParams()).toBe(3 * members[0]!.countParams());
      tf.tidy(() => {
        const image = tf.randomUniform([2, 32, 32, 3]);
        const each = members.map((one) => one.apply(image, { training: false }) as Tensor);
        const mean = tf.mean(tf.stack(each), 0);
        const found = model.apply(image, { training: false }) as Tensor;
        expectClose(found.dataSync(), mean.dataSync(), { rtol: 1e-5, atol: 1e-7 });
      });
      model.dispose();
    });
  });

  it('refuses members that do not fit together', () => {
    const [one, two] = [member('one'), member('two')];
    const five = member('five', 5);
    expect(() => applications.ensemble([one])).toThrow('at least two models is expected; received 1.');
    expect(() => applications.ensemble([one, five])).toThrow(
      "ensemble: the members' outputs must be alike; they are: one [null, 4]; five [null, 5].",
    );
    expect(() => applications.ensemble([one, one])).toThrow('“one” comes twice');
    const wide = googLeNet({ auxiliary: true, classes: 4, inputShape: [65, 65, 3] });
    expect(() => applications.ensemble([two, wide])).toThrow(
      "ensemble: the members' inputs must be alike; they are: two [null, 32, 32, 3]; googlenet [null, 65, 65, 3].",
    );
    expect(() => applications.ensemble([wide, wide])).toThrow('googlenet has 3 outputs');
    for (const model of [one, two, five, wide]) model.dispose();
  });
});
