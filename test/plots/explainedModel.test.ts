/** The figures that look into a model: pictures as committed, sentences, and what they refuse. */
import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { layers, models, plots, tf } from '../../src/index.js';
import { leaves } from '../tensorCount.js';
import { expectPicture } from './picture.js';
import { smallImage, smallModel } from './smallModel.js';

afterEach(() => setLocale('en'));
const classNames = ['sky', 'sea', 'sand'];
const model = smallModel();
const image = smallImage();

test.each([
  ['gradCam', () => plots.gradCam(model, image, { classNames, layer: 'first' })],
  ['saliency', () => plots.saliency(model, image, { classNames, title: 'Which pixels?' })],
  ['occlusion', () => plots.occlusion(model, image, { classNames, patchSize: 4 })],
  ['filters', () => plots.filters(model)],
  ['filters-channels', () => plots.filters(model, { layer: 'second' })],
  ['featureMaps', () => plots.featureMaps(model, image)],
  ['receptiveField', () => plots.receptiveField(model, image)],
  ['architecture', () => plots.architecture(model, { title: 'Small' })],
])('%s as committed', async (name, make) => {
  await expectPicture(make(), name);
});

// Each engine draws noise of its own.
test.skipIf(process.env.CUADERNO_ENGINE === 'wasm')('maximalActivation as committed', async () => {
  const options = { layer: 'second', filters: [0, 1], steps: 8, seed: 1 };
  await expectPicture(plots.maximalActivation(model, options), 'maximalActivation');
});

test('sentences say what is to be seen, in Spanish too', () => {
  expect(plots.filters(model).text).toBe('first: 6 filters 3×3×3; largest weight 0.500.');
  expect(plots.receptiveField(model, image).text).toBe(
    'Receptive field, 16×16: first 3×3, pool 4×4, second 8×8.',
  );
  setLocale('es');
  expect(plots.gradCam(model, image, { classNames, classIndex: 2 }).text).toMatch(
    /^Grad-CAM, sand \(puntaje -?\d,\d\d\), second: lo más fuerte en fila y columna \d, \d de 5×5\.$/,
  );
  // 6·(3·3·3 + 1) + 4·(3·3·6 + 1) + 3·(100 + 1)
  expect(plots.architecture(model).text).toBe(
    'small, 691 parámetros: input 16×16×3 → conv 3×3 14×14×6 → max pool 2×2 7×7×6 → conv 3×3 5×5×4 → flatten 100 → dense 3.',
  );
});

test('a layer of a backbone can be named, and no figure leaves tensors', async () => {
  const whole = models.sequential([smallModel() as never, layers.reLU()]);
  expect(plots.featureMaps(whole, image, { layer: 'second' }).text).toMatch(/^Feature maps: second 5×5×4/);
  await leaves(0, async () => {
    plots.gradCam(model, image);
    plots.saliency(model, image);
    plots.occlusion(model, image);
    plots.maximalActivation(model, { layer: 'first', steps: 1 });
    plots.filters(model);
    plots.featureMaps(model, image);
    plots.receptiveField(model, image);
  });
});

test('what does not fit is refused', () => {
  expect(() => plots.filters(model, { layer: 'scores' })).toThrow('"scores" is a Dense');
  expect(() => plots.featureMaps(model, image, { layer: 'flat' })).toThrow('"flat" is a Flatten');
  expect(() => plots.featureMaps(model, tf.zeros([8, 8, 3]))).toThrow('expected one image [16, 16, 3]');
  expect(() => plots.receptiveField(model, tf.zeros([8, 8, 3]))).toThrow('expected an image 16×16');
  expect(() => plots.architecture(models.sequential([layers.dense({ units: 2 })]))).toThrow('model.build');
});
