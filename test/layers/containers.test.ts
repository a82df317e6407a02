import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clearSession, layers, models, type Tensor, tf } from '../../src/index.js';

beforeEach(() => clearSession());
const made: { dispose(): unknown }[] = [];
afterEach(() => {
  for (const model of made.splice(0)) model.dispose();
});

function small(isInner = false): ReturnType<typeof models.sequential> {
  const model = models.sequential([
    layers.conv2D({ filters: 2, kernelSize: 1, inputShape: [3, 3, 1] }),
    layers.batchNormalization(),
    layers.flatten(),
    layers.dense({ units: 2 }),
  ]);
  // A model inside another is disposed with it.
  if (!isInner) made.push(model);
  return model;
}

describe('model.trainable', () => {
  it('freezes the layers inside, also of models inside', () => {
    const inner = small(true);
    const outer = models.sequential([inner as unknown as layers.Layer, layers.dense({ units: 1 })]);
    made.push(outer);
    inner.trainable = false;
    expect(inner.layers.map((layer) => layer.trainable)).toEqual([false, false, false, false]);
    expect(outer.trainableWeights.map((weight) => weight.originalName)).toEqual([
      'dense_1/kernel',
      'dense_1/bias',
    ]);
    outer.trainable = true;
    expect(inner.layers.map((layer) => layer.trainable)).toEqual([true, true, true, true]);
  });

  it('stops a frozen batch normalization from learning, though it is called for training', () => {
    const model = small();
    model.trainable = false;
    tf.tidy(() => {
      const x = tf.randomNormal([8, 3, 3, 1], 5, 2);
      const before = model.layers[1]!.getWeights().map((weight) => [...weight.dataSync()]);
      const trained = model.apply(x, { training: true }) as Tensor;
      const used = model.apply(x, { training: false }) as Tensor;
      expect([...trained.dataSync()]).toEqual([...used.dataSync()]);
      expect(model.layers[1]!.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
      // The same model does learn when it is not frozen.
      model.trainable = true;
      model.apply(x, { training: true });
      expect(model.layers[1]!.getWeights().map((weight) => [...weight.dataSync()])).not.toEqual(before);
    });
  });

  it('leaves single frozen layers frozen when a sequential model is built', () => {
    const frozen = layers.dense({ units: 3, inputShape: [2] });
    frozen.trainable = false;
    const model = models.sequential([frozen, layers.dense({ units: 1 })]);
    made.push(model);
    tf.tidy(() => model.apply(tf.zeros([1, 2])) as Tensor);
    expect(frozen.trainable).toBe(false);
    expect(model.trainableWeights.length).toBe(2);
  });
});

describe('model.weights', () => {
  it('goes layer by layer, as Keras’s', () => {
    // keras.Sequential([Input((3, 3, 1)), Conv2D(2, 1), BatchNormalization(), Flatten(), Dense(2)]).weights
    expect(small().weights.map((weight) => weight.originalName.split('/').at(-1))).toEqual([
      'kernel',
      'bias',
      'gamma',
      'beta',
      'moving_mean',
      'moving_variance',
      'kernel',
      'bias',
    ]);
  });

  it('names a shared layer’s weights once', () => {
    const shared = layers.dense({ units: 2 });
    const image = layers.input({ shape: [2] });
    const once = shared.apply(image) as typeof image;
    const model = models.functional({ inputs: image, outputs: shared.apply(once) as typeof image });
    made.push(model);
    expect(model.weights.length).toBe(2);
  });
});

describe('penalties', () => {
  it('of a shared layer’s weights count once', () => {
    const shared = layers.dense({
      units: 2,
      useBias: false,
      kernelInitializer: 'ones',
      kernelRegularizer: { className: 'L2', config: { l2: 0.5 } },
    });
    const image = layers.input({ shape: [2] });
    const once = shared.apply(image) as typeof image;
    const model = models.functional({ inputs: image, outputs: shared.apply(once) as typeof image });
    made.push(model);
    const total = tf.tidy(() =>
      model
        .calculateLosses()
        .reduce<Tensor>((sum, one) => tf.add(sum, one), tf.scalar(0))
        .dataSync(),
    );
    // 0.5 · four ones.
    expect(total[0]).toBeCloseTo(2, 6);
  });

  it('on an output are per sample, and leave no tensor behind', () => {
    const model = models.sequential([
      layers.activityRegularization({ l1: 0.1, l2: 0.01, inputShape: [2] }),
      layers.dense({ units: 1, kernelInitializer: 'ones', activityRegularizer: 'l1' }),
    ]);
    made.push(model);
    const loss = (): number =>
      tf.tidy(() => {
        model.apply(
          tf.tensor2d([
            [1, -2],
            [3, 4],
          ]),
          { training: true },
        );
        return tf.addN(model.calculateLosses()).dataSync()[0]!;
      });
    // Σ|x| = 10, Σx² = 30, so (0.1·10 + 0.01·30)/2; the dense outputs are −1 and 7, so 0.01·8/2.
    expect(loss()).toBeCloseTo(0.65 + 0.04, 6);
    const before = tf.memory().numTensors;
    loss();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('have a gradient', () => {
    const layer = layers.activityRegularization({ l2: 0.5 });
    const gradient = tf.tidy(() => {
      const x = tf.tensor2d([
        [1, 2],
        [3, 4],
      ]);
      return tf
        .grad((input) => {
          layer.apply(input, { training: true });
          return layer.calculateLosses()[0]!;
        })(x)
        .dataSync();
    });
    // d/dx of 0.5 · Σx² / 2 samples.
    expect([...gradient]).toEqual([0.5, 1, 1.5, 2]);
  });
});
