import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { shapes10 } from '../../datasets/index.js';
import type { ImageSet } from '../../src/data/imageSet.js';
import { layers, models, setSeed } from '../../src/index.js';

/** Trains a few epochs of Adam at batch 32 and gives the accuracy on the test set. */
async function accuracyOf(
  model: models.Sequential,
  train: ImageSet,
  held: ImageSet,
  epochs: number,
): Promise<number> {
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'] });
  await model.fit(train, { epochs, batchSize: 32, verbose: 0 });
  const { accuracy } = await model.evaluate(held, { batchSize: 200 });
  return accuracy!;
}

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
    setSeed(1);
    const flat = [
      layers.flatten({ inputShape: [32, 32, 3] }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ];
    expect(await accuracyOf(models.sequential(flat), train, held, 3)).toBeLessThan(0.5);

    const convolution = (filters: number, inputShape?: number[]) =>
      layers.conv2D({ filters, kernelSize: 3, activation: 'relu', ...(inputShape && { inputShape }) });
    const network = [
      convolution(32, [32, 32, 3]),
      layers.maxPooling2D({ poolSize: 2 }),
      convolution(64),
      layers.maxPooling2D({ poolSize: 2 }),
      convolution(64),
      layers.flatten(),
      layers.dense({ units: 64, activation: 'relu' }),
      layers.dense({ units: 10, activation: 'softmax' }),
    ];
    expect(await accuracyOf(models.sequential(network), train, held, 6)).toBeGreaterThan(0.9);
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
