/** The figures that compare predictions with the truth. */
import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { plots, tf } from '../../src/index.js';
import { expectPicture } from './picture.js';
import { tenClasses, testImages } from './testImages.js';

afterEach(() => setLocale('en'));

/** 100 images; each class is right in index of 10 cases and taken for the next one otherwise. */
const truths = Array.from({ length: 100 }, (_, index) => index % 10);
const guesses = truths.map((truth, index) => (Math.floor(index / 10) <= truth ? truth : (truth + 1) % 10));

test('a confusion matrix as committed, from class indices', async () => {
  const figure = plots.confusionMatrix(truths, guesses, { classNames: tenClasses, title: 'Ten classes' });
  await expectPicture(figure, 'confusionMatrix');
  // 1 + 2 + … + 10 of 100.
  expect(figure.text).toBe(
    '100 predictions, accuracy 55%; mistaken most often: airplane → automobile 9, automobile → bird 8, bird → cat 7.',
  );
});

test('rows, tensors and data sets give the same cells', () => {
  const counts = (figure: plots.Figure) => figure.data[0]!.text;
  const oneHot = guesses.map((guess) => Array.from({ length: 10 }, (_, index) => Number(index === guess)));
  const expected = counts(plots.confusionMatrix(truths, guesses));
  expect(counts(plots.confusionMatrix(Int32Array.from(truths), oneHot))).toEqual(expected);
  expect(counts(plots.confusionMatrix(tf.tensor1d(truths, 'int32'), tf.tensor2d(oneHot)))).toEqual(expected);
  expect(counts(plots.confusionMatrix({ labels: truths, classNames: tenClasses }, guesses))).toEqual(
    expected,
  );
  expect(counts(plots.confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1], { normalize: true }))).toEqual([
    ['50%', '50%'],
    ['', '100%'],
  ]);
  expect(() => plots.confusionMatrix([0], [0, 1])).toThrow('received 1 labels and 2 predictions');
});

test('top losses as committed, the worst first, in Spanish', async () => {
  setLocale('es');
  // Image i gives its own class 1/(i + 2), the next class the rest.
  const rows = Array.from({ length: 10 }, (_, index) => {
    const row = Array<number>(10).fill(0);
    row[index] = 1 / (index + 2);
    row[(index + 1) % 10] = 1 - 1 / (index + 2);
    return row;
  });
  const figure = plots.topLosses(testImages(10), rows, { count: 5 });
  await expectPicture(figure, 'topLosses');
  // −log(1/11) = 2.398
  expect(figure.text).toMatch(
    /^Mayores pérdidas: imagen 9, truck → airplane, 2,40; imagen 8, ship → truck, 2,30;/,
  );
});

test('logits become probabilities, no image is judged without a label', () => {
  const logits = tf.tensor2d([
    [0, 0],
    [Math.log(3), 0],
  ]);
  const images = tf.zeros([2, 4, 4, 1]);
  // −log ½ and −log ¼
  expect(plots.topLosses(images, logits, { labels: [0, 1], fromLogits: true }).text).toBe(
    'Highest losses: image 1, 1 → 0, 1.39; image 0, 0 → 0, 0.69.',
  );
  expect(() => plots.topLosses(images, logits, { labels: [0, 1] })).toThrow('fromLogits: true');
  expect(() => plots.topLosses(images, logits)).toThrow('image 0 has no label');
});
