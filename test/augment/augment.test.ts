import { afterEach, expect, test } from 'vitest';
import { transformInWords } from '../../src/augment/transformInWords.js';
import { augment, datasets, ImageDataGenerator, setLocale, tf } from '../../src/index.js';
import { expectPicture } from '../plots/picture.js';

afterEach(() => setLocale('en'));
setLocale('en');

const everything = {
  rotationRange: 25,
  widthShiftRange: 0.15,
  heightShiftRange: 0.15,
  zoomRange: 0.25,
  horizontalFlip: true,
  brightnessRange: [0.7, 1.3],
  ...augment.keepUnchanged(0.2),
} as const;

test('nine variants with what was drawn for each, as committed', async () => {
  const { train } = await datasets.shapes10.load({ trainLength: 4, testLength: 1 });
  const figure = await augment.preview(train.skip(3), new ImageDataGenerator(everything), {
    seed: 5,
    title: 'A star',
  });
  await expectPicture(figure, 'augmentPreview');
  const again = await augment.preview(train.skip(3), new ImageDataGenerator(everything), { seed: 5 });
  expect(again.text).toBe(figure.text);
  expect(figure.text).toMatch(/^9 variants: /);
});

test('words are those of the transform, in the language set, and only for what changes', () => {
  expect(transformInWords({ theta: 0, tx: 0, ty: 0, shear: 0, zx: 1, zy: 1, flipHorizontal: false })).toEqual(
    [],
  );
  const transform = {
    theta: -12.4,
    tx: 3,
    ty: -2.02,
    zx: 0.9,
    zy: 1.1,
    flipHorizontal: true,
    brightness: 1.25,
  };
  expect(transformInWords(transform)).toEqual([
    'turned −12°',
    'moved 3.0, −2.0',
    'zoomed 0.90×1.10',
    'mirrored',
    'brightness ×1.25',
  ]);
  setLocale('es');
  expect(transformInWords({ zx: 0.9, zy: 1.1, flipVertical: true })).toEqual([
    'escala 0,90×1,10',
    'boca abajo',
  ]);
});

test('keepUnchanged leaves that share of the images as they are', async () => {
  const generator = new ImageDataGenerator({ rotationRange: 90, ...augment.keepUnchanged(0.3) });
  const drawn = Array.from({ length: 2000 }, (_, seed) => generator.getRandomTransform([8, 8, 3], seed));
  const unchanged = drawn.filter((transform) => transformInWords(transform).length === 0).length;
  // Binomial with p = 0.3: a deviation of 4 standard deviations is 82.
  expect(Math.abs(unchanged - 600)).toBeLessThan(82);
  expect(augment.keepUnchanged(1)).toEqual({ unchangedFraction: 1 });
  expect(() => augment.keepUnchanged(1.5)).toThrow(/a fraction from 0 to 1; received 1.5/);
});

test('an unchanged image is shown as it is, from bytes, from 0 … 255 and from 0 … 1', async () => {
  const nothing = new ImageDataGenerator();
  const bytes = Uint8Array.from({ length: 27 }, (_, at) => at * 9);
  const image = tf.tensor3d(Float32Array.from(bytes), [3, 3, 3]);
  const unit = tf.div(image, 255);
  const before = tf.memory().numTensors;
  const figures = await Promise.all([image, unit].map((one) => augment.preview(one, nothing, { count: 1 })));
  expect(tf.memory().numTensors).toBe(before);
  expect(figures[0]!.text).toBe('1 variants: unchanged');
  expect(figures[1]!.layout.images).toEqual(figures[0]!.layout.images);
  tf.dispose([image, unit]);
});

test('wrong uses say what was expected', async () => {
  const generator = new ImageDataGenerator();
  await expect(augment.preview(tf.zeros([4, 4]), generator)).rejects.toThrow(/expected one image/);
  await expect(augment.preview('/nowhere.png', generator)).rejects.toThrow(/could not be read/);
  await expect(augment.preview(7 as never, generator)).rejects.toThrow(/received number/);
  await expect(augment.preview(tf.zeros([4, 4, 3]), generator, { count: 0 })).rejects.toThrow(
    /count from 1 to 25/,
  );
});
