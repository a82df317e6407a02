import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { history } from '../../src/plots/index.js';
import { tenEpochs } from './histories.js';
import { expectPicture } from './picture.js';

afterEach(() => setLocale('en'));

test('one run, as committed', async () => {
  setLocale('en');
  await expectPicture(history(tenEpochs), 'history');
});

test('two runs compared, in Spanish, as committed', async () => {
  setLocale('es');
  const lower = Object.entries(tenEpochs.history).map(([name, values]) => [
    name,
    values.map((value) => value * 0.95),
  ]);
  const runs = {
    base: tenEpochs,
    'con dropout': { epoch: tenEpochs.epoch, history: Object.fromEntries(lower) },
  };
  await expectPicture(history(runs, { title: 'Comparación' }), 'history-compared');
});

const [frozen, tuned] = [tenEpochs, tenEpochs].map(({ epoch, history }, part) => ({
  epoch: epoch.slice(0, 6),
  history: Object.fromEntries(
    Object.entries(history).map(([name, values]) => [name, values.slice(4 * part, 4 * part + 6)]),
  ),
}));

test('a training that went on, with the moment it did, as committed', async () => {
  setLocale('en');
  const runs = { 'from scratch': tenEpochs, transfer: [frozen!, tuned!] };
  await expectPicture(history(runs, { marks: { 'start fine-tuning': 6 } }), 'history-continued');
});

test('parts of a training are one run; what one of them did not measure is left out there', () => {
  setLocale('en');
  const first = { epoch: [0, 1], history: { loss: [3, 2] } };
  const second = { epoch: [0], history: { loss: [1], val_loss: [4] } };
  const figure = history([first, second], { marks: { 'more data': 2 } });
  const lines = figure.data.filter(({ mode }) => String(mode).startsWith('lines'));
  expect(lines.map(({ x, y }) => [x, y])).toEqual([
    [
      [1, 2, 3],
      [3, 2, 1],
    ],
    [
      [1, 2, 3],
      [null, null, 4],
    ],
  ]);
  expect(figure.text).toMatch(/; more data: after epoch 2$/);
  expect(() => history(first, { marks: { never: Number.NaN } })).toThrow(
    'plots.history: expected marks to say after how many epochs something happened; received never: NaN.',
  );
});

test('a legend of two rows has its place above the panels, as committed', async () => {
  setLocale('en');
  const runs = { plain: tenEpochs, dropout: tenEpochs, 'batch normalization': tenEpochs };
  await expectPicture(history(runs, { title: 'Three runs' }), 'history-legend');
});

test('the sentence gives first, last and best values', () => {
  setLocale('en');
  expect(history(tenEpochs).text).toBe(
    'Training history, 10 epochs: loss (training) 1.5200 → 0.6400; ' +
      'loss (validation) 1.2500 → 0.9300, best 0.8800 (epoch 7); accuracy (training) 0.4400 → 0.7700; ' +
      'accuracy (validation) 0.5500 → 0.6900, best 0.6970 (epoch 9)',
  );
});

test('the best epoch is the lowest loss and the highest accuracy, on the validation data', () => {
  const stars = history(tenEpochs).data.filter(({ mode }) => mode === 'markers');
  expect(stars.map(({ x, y }) => [x, y])).toEqual([
    [[7], [0.88]],
    [[9], [0.697]],
  ]);
});

test('a loss that is not a number leaves a gap and is never the best', () => {
  const figure = history({
    epoch: [0, 1, 2],
    history: { loss: [Number.NaN, 0.5, Number.POSITIVE_INFINITY] },
  });
  expect(figure.data[0]?.y).toEqual([null, 0.5, null]);
  expect(figure.data[1]?.x).toEqual([2]);
});

test('a history without epochs is refused', () => {
  expect(() => history({ epoch: [], history: {} })).toThrow('expected what model.fit returns');
});
