import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { shapes10 } from '../../datasets/index.js';
import type { ImageSet } from '../../src/data/imageSet.js';
import { tf } from '../../src/engine/index.js';

type Layer = InstanceType<typeof tf.layers.Layer>;

/** Trains a few epochs of Adam at batch 32 and gives the accuracy on the test set. */
async function accuracyOf(layers: Layer[], train: ImageSet, held: ImageSet, epochs: number): Promise<number> {
  const model = tf.sequential({ layers });
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'sparseCategoricalCrossentropy' });
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { x, y } of train.shuffle(epoch).batches({ batchSize: 32 })) {
      const targets = y.toFloat();
      await model.trainOnBatch(x, targets);
      tf.dispose([x, y, targets]);
    }
  }
  const { x, y } = held.toTensors();
  const predicted = (model.predict(x, { batchSize: 200 }) as typeof x).argMax(-1).dataSync();
  tf.dispose([x, y]);
  model.dispose();
  return held.labels.filter((label, place) => label === predicted[place]).length / held.length;
}

const initializer = (seed: number) => tf.initializers.glorotUniform({ seed });

test('the same seed draws the same bytes, on every machine', async () => {
  const { train, test: held } = await shapes10.load({ trainLength: 200, testLength: 50 });
  const hash = createHash('sha256');
  for (const set of [train, held])
    for (let place = 0; place < set.length; place++) hash.update(set.image(place));
  // Written down when the drawings were looked at; it changes only with the drawing itself.
  expect(hash.digest('hex')).toBe('636c2cc70dd2baeae64f9ca7d1a7a33c09c3a4de0f6b335a6e7882ca45210a10');
});

test('a shorter set is the beginning of a longer one; another seed and the test set are other pictures', async () => {
  const short = await shapes10.load({ trainLength: 20, testLength: 20 });
  const long = await shapes10.load({ trainLength: 40, testLength: 0 });
  const other = await shapes10.load({ trainLength: 20, testLength: 0, seed: 1 });
  expect(long.test.length).toBe(0);
  for (let place = 0; place < 20; place++) {
    expect(short.train.image(place)).toEqual(long.train.image(place));
    expect(short.train.image(place)).not.toEqual(short.test.image(place));
    expect(short.train.image(place)).not.toEqual(other.train.image(place));
  }
});

test('has the sizes, the shape and the classes of its card, in equal numbers', async () => {
  const { card } = shapes10;
  const { train, test: held, classNames } = await shapes10.load();
  expect([train.length, held.length]).toEqual([card.trainLength, card.testLength]);
  expect(train.imageShape).toEqual(card.imageShape);
  expect(classNames).toEqual(card.classNames);
  for (const set of [train, held]) {
    const perClass = classNames.map((_, label) => set.filter((found) => found === label).length);
    expect(perClass).toEqual(Array(10).fill(set.length / 10));
  }
});

describe('what can be learned', () => {
  test('a linear classifier stays below one half, the tutorial CNN passes nine tenths', async () => {
    const { train, test: held } = await shapes10.load();
    const flat = [
      tf.layers.flatten({ inputShape: [32, 32, 3] }),
      tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer: initializer(1) }),
    ];
    expect(await accuracyOf(flat, train, held, 3)).toBeLessThan(0.5);

    const convolution = (filters: number, seed: number, more = {}) =>
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        activation: 'relu',
        kernelInitializer: initializer(seed),
        ...more,
      });
    const network = [
      convolution(32, 1, { inputShape: [32, 32, 3] }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64, 2),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      convolution(64, 3),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64, activation: 'relu', kernelInitializer: initializer(4) }),
      tf.layers.dense({ units: 10, activation: 'softmax', kernelInitializer: initializer(5) }),
    ];
    expect(await accuracyOf(network, train, held, 6)).toBeGreaterThan(0.9);
  }, 300_000);
});

test.each([
  ['seed', { seed: -1 }],
  ['seed', { seed: 1.5 }],
  ['trainLength', { trainLength: Number.NaN }],
])('a wrong %s is named', async (name, options) => {
  await expect(shapes10.load(options)).rejects.toMatchObject({
    name: 'ArgumentError',
    message: expect.stringMatching(`${name}: expected a whole number`),
  });
});
