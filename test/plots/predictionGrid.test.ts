import { afterEach, beforeEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { tf } from '../../src/engine/index.js';
import { predictionGrid } from '../../src/plots/index.js';
import { bluishGreen, vermillion } from '../../src/plots/palette.js';
import { expectPicture } from './picture.js';
import { testImages } from './testImages.js';

beforeEach(() => setLocale('en'));
afterEach(() => setLocale('en'));

/** Every third image is taken for the next class. */
const guesses = Array.from({ length: 10 }, (_, image) => {
  const row = new Array<number>(10).fill(0.02);
  row[image % 3 === 0 ? (image + 1) % 10 : image] = 0.82;
  return row;
});

test('ten predictions, as committed', async () => {
  await expectPicture(
    predictionGrid(testImages(10), guesses, { title: 'Ten predictions' }),
    'predictionGrid',
  );
});

test('right is green and wrong vermillion with the true class, and the sentence counts them', () => {
  const figure = predictionGrid(testImages(10), guesses);
  expect(figure.text).toContain('10 predictions, 6 right: automobile 82% (true: airplane), automobile 82%');
  const { text, textfont } = figure.data[0] as { text: string[]; textfont: { color: string[] } };
  expect(text.slice(0, 2)).toEqual(['✗ automobile 82%<br>true: airplane', '✓ automobile 82%<br>']);
  expect(textfont.color.slice(0, 2)).toEqual([vermillion, bluishGreen]);
});

test('logits become probabilities: softmax of [2, 1, 0] is 0.665, 0.245, 0.090', () => {
  const images = { ...testImages(1), label: () => 0 };
  const logits = tf.tensor2d([[2, 1, 0]]);
  expect(predictionGrid(images, logits, { fromLogits: true }).text).toContain('airplane 67%');
  expect(() => predictionGrid(images, logits)).toThrow(
    'with a sum of 3.00. If the last layer has no softmax',
  );
  logits.dispose();
});

test('without labels nothing is judged', () => {
  const { label: _, ...unlabeled } = testImages(10);
  expect(predictionGrid(unlabeled, guesses).text).toMatch(/^10 predictions: automobile 82%, automobile/);
  expect(predictionGrid(unlabeled, guesses).layout.shapes).toEqual([]);
});

test('a row for each image is required', () => {
  expect(() => predictionGrid(testImages(3), guesses)).toThrow(
    'a row of probabilities an image, 3; received 10',
  );
});
