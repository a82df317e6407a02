/** The figures about weights, gradients, features and data: pictures as committed, sentences, and what they refuse. */
import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { layers, losses, models, optimizers, plots, tf } from '../../src/index.js';
import { expectPicture } from './picture.js';
import { smallImage, smallModel } from './smallModel.js';
import { tenClasses, testImages } from './testImages.js';

afterEach(() => setLocale('en'));
const model = smallModel();
model.compile({ loss: losses.sparseCategoricalCrossentropy({}) });
const x = tf.tidy(() => tf.concat([smallImage(), tf.sub(1, smallImage())], 0));
const data = { x, y: tf.tensor1d([0, 2]) };

const points = Array.from({ length: 40 }, (_, index) => [
  3 * Math.cos(index) + (index % 4),
  2 * Math.sin(index * 1.3),
  index % 4,
  Math.sin(index),
]);

const figures: Record<string, () => plots.Figure> = {
  weightHistogram: () => plots.weightHistogram(model),
  gradientNorms: () => plots.gradientNorms(model, data, { title: 'One batch' }),
  activationStatistics: () => plots.activationStatistics(model, x),
  parameterTreemap: () => plots.parameterTreemap(model),
  learningRateFinder: () =>
    plots.learningRateFinder({
      rates: Array.from({ length: 41 }, (_, index) => 10 ** (index / 10 - 4)),
      losses: Array.from(
        { length: 41 },
        (_, index) =>
          2.3 - 1.4 / (1 + Math.exp(14 - index / 1.5)) + (index > 34 ? (index - 34) ** 2 / 20 : 0),
      ),
      suggestion: 0.01,
    }),
  embedding: () =>
    plots.embedding(points, {
      labels: points.map((_, index) => index % 4),
      classNames: ['a', 'b', 'c', 'd'],
    }),
  'embedding-images': () =>
    plots.embedding(points.slice(0, 20), { images: testImages(20, 3, 12), mostImages: 8 }),
  lossSurface: () => plots.lossSurface(model, data, { points: 7, seed: 1 }),
  normalizationAxes: () => plots.normalizationAxes(),
  classBalance: () =>
    plots.classBalance(
      { train: points.map((_, index) => (index * index) % 10), test: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9] },
      { classNames: tenClasses },
    ),
  calibration: () => {
    const rows = Array.from({ length: 60 }, (_, index) => [0.5 + index / 122, 0.5 - index / 122]);
    return plots.calibration(
      rows.map((_, index) => Number((index * 7) % 10 > 5)),
      rows,
    );
  },
  augmentedGrid: () => plots.augmentedGrid(x, (batch) => tf.mul(tf.reverse(batch, 2), 0.6), { versions: 3 }),
  showGradientDescent: () => plots.showGradientDescent({ steps: 30 }),
};

/** Its directions are noise, which each engine draws in its own way. */
const ofNative = 'lossSurface';
const isNative = process.env.CUADERNO_ENGINE !== 'wasm';

test.each(Object.entries(figures).filter(([name]) => name !== ofNative))(
  '%s as committed',
  async (name, make) => {
    const figure = make();
    expect(figure.text.length).toBeGreaterThan(20);
    await expectPicture(figure, name);
  },
);

test.skipIf(!isNative)('lossSurface as committed', async () => {
  await expectPicture(figures.lossSurface!(), ofNative);
});

test('sentences carry the numbers, in Spanish too', () => {
  setLocale('es');
  expect(plots.classBalance([0, 0, 1]).text).toBe('Imágenes de cada clase: 3 imágenes, de 1 a 2.');
  // Layers of 168, 220 and 303 parameters.
  expect(plots.parameterTreemap(model).text).toMatch(
    /^small, 691 parámetros: scores 43,8\s%, second 31,8\s%, first 24,3\s%\.$/,
  );
  expect(
    plots.calibration(
      [0, 1],
      [
        [0.9, 0.1],
        [0.7, 0.3],
      ],
    ).text,
  ).toMatch(/^Calibración, 2 predicciones: exactitud 50\s%, confianza 80\s%, ECE 40\s%\.$/);
  expect(plots.normalizationAxes().text).toContain('Por capa (layer) C, H, W');
});

test('a race ends with the losses of the library’s optimizers', () => {
  const { text, frames } = plots.showGradientDescent({
    start: [-8, 2],
    steps: 10,
    optimizers: { SGD: optimizers.sgd({ learningRate: 0.4 }) },
  });
  // (−8·0.96¹⁰)²/20 + (2·0.2¹⁰)² = 1.4144
  expect(text).toBe('Gradient descent, 10 steps: SGD 1.4144.');
  expect(frames).toHaveLength(11);
  expect(frames[1]!.data[0]).toEqual({ x: [-8, -7.68], y: [2, 0.4] });
});

test('augmentation acts as in training, row by row, and keeps the range of values', () => {
  const before = tf.memory().numTensors;
  const flip = layers.randomFlip({ mode: 'horizontal', seed: 1 });
  expect(plots.augmentedGrid(x, flip, { versions: 2 }).text).toBe('2 images, 2 versions of each.');
  expect(tf.memory().numTensors).toBe(before);
  expect(() => plots.augmentedGrid(x, (batch) => tf.sum(batch))).toThrow(
    'keeps the shape [2, 16, 16, 3]; it gave []',
  );
});

test('wrong uses say what was expected', () => {
  expect(() => plots.weightHistogram(model, { layers: ['flat'] })).toThrow('first, second, scores');
  expect(() => plots.parameterTreemap(models.sequential([layers.flatten({ inputShape: [2, 2] })]))).toThrow(
    'no parameters',
  );
  expect(() => plots.learningRateFinder({ rates: [1], losses: [1], suggestion: undefined })).toThrow(
    'at least two points',
  );
  expect(() => plots.embedding(points, { labels: [1] })).toThrow(
    'expected 40 labels, one a point; received 1',
  );
  expect(() => plots.classBalance([])).toThrow('expected labels; received none');
  expect(() => plots.showGradientDescent({ surface: 'hill' as 'ravine' })).toThrow('received "hill"');
});
