import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { tf } from '../../src/engine/index.js';
import { imageGrid } from '../../src/plots/index.js';
import { expectPicture } from './picture.js';
import { tenClasses, testImages } from './testImages.js';

afterEach(() => setLocale('en'));

test('25 images with their classes, as committed', async () => {
  setLocale('en');
  await expectPicture(imageGrid(testImages(25), { title: 'Twenty-five images' }), 'imageGrid');
});

test('gray images in one row, with words of their own', async () => {
  await expectPicture(imageGrid(testImages(3, 1), { labels: ['uno', 'dos', 'tres'] }), 'imageGrid-gray');
});

test('the sentence names every class shown, in the language set', () => {
  setLocale('es');
  expect(imageGrid(testImages(3)).text).toBe('3 imágenes 32×32×3: airplane, automobile, bird');
  expect(imageGrid(testImages(1), { classNames: ['avión'] }).text).toBe('1 imagen 32×32×3: avión');
});

test('the interactive figure carries one picture, not a number a pixel', () => {
  const figure = imageGrid(testImages(25));
  expect(figure.layout.images).toHaveLength(1);
  expect(JSON.stringify(figure.plotlyBundle()).length).toBeLessThan(60_000);
});

test('tensors of floats from 0 to 1 show the same picture as their bytes', () => {
  const bytes = testImages(4);
  const stacked = Float32Array.from(
    { length: 4 * 3072 },
    (_, at) => bytes.image(Math.floor(at / 3072))[at % 3072]! / 255,
  );
  const batch = tf.tensor4d(stacked, [4, 32, 32, 3]);
  const one = batch.slice([0, 0, 0, 0], [1, 32, 32, 3]).squeeze<ReturnType<typeof tf.tensor3d>>([0]);
  const labels = [0, 1, 2, 3];
  const before = tf.memory().numTensors;
  expect(imageGrid(batch, { labels, classNames: tenClasses }).layout.images).toEqual(
    imageGrid(bytes).layout.images,
  );
  expect(imageGrid([one]).layout.images).toEqual(imageGrid(testImages(1), { labels: [''] }).layout.images);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose([batch, one]);
});

test('wrong uses say what was expected', () => {
  expect(() => imageGrid(testImages(0))).toThrow('expected at least one image');
  expect(() => imageGrid(testImages(401))).toThrow('at most 400 images; received 401. Show a part');
  expect(() => imageGrid(testImages(3), { labels: [1] })).toThrow(
    'expected one label an image, 3; received 1',
  );
  expect(() => imageGrid(testImages(3), { columns: 0 })).toThrow('columns from 1 to 20; received 0');
  expect(() => imageGrid({ ...testImages(3), imageShape: [32, 32, 2] })).toThrow('received [32, 32, 2]');
});
