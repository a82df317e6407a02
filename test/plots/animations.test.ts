/** Animations: the picture of the step in the middle as committed, and what each step shows. */
import { afterEach, expect, test } from 'vitest';
import { setLocale } from '../../src/display/locale.js';
import { plots, tf } from '../../src/index.js';
import { expectPicture } from './picture.js';

afterEach(() => setLocale('en'));
const I = [
  [1, 2, 1, 0],
  [2, 3, 1, 1],
  [3, 0, 0, 2],
  [1, 1, 2, 3],
];
const F = [
  [1, 0],
  [2, 1],
];

const figures: Record<string, () => plots.Figure> = {
  showConvolution: () => plots.showConvolution(I, F, { title: 'Step by step' }),
  'showConvolution-dilation': () =>
    plots.showConvolution(
      I,
      [
        [1, -2],
        [0.5, 1],
      ],
      { padding: 1, dilation: 2 },
    ),
  showTransposedConvolution: () =>
    plots.showTransposedConvolution(
      F,
      I.slice(0, 3).map((row) => row.slice(0, 3)),
      { stride: 2, padding: 1 },
    ),
  showPooling: () => plots.showPooling(I, { kind: 'average' }),
  showAdaptivePooling: () => plots.showAdaptivePooling(I, { outputSize: 3 }),
  showDropout: () => plots.showDropout(I, { seed: 1, steps: 8 }),
  showBackpropConvolution: () => plots.showBackpropConvolution(I, F, { padding: 1, stride: 2 }),
};

test.each(Object.entries(figures))('%s as committed, in the middle', async (name, make) => {
  if (name === 'showBackpropConvolution') setLocale('es');
  await expectPicture(make(), name);
});

interface Layout {
  annotations: { text: string }[];
  shapes: { visible?: boolean; x0: number; y0: number }[];
  sliders: { active: number; steps: { args: [[string]] }[] }[];
}

/** The sum that each step spells out, without its marks. */
function arithmetic(figure: plots.Figure): string[] {
  return figure.frames.map(({ layout }) =>
    (layout as unknown as Layout).annotations
      .at(-1)!
      .text.replace(/<br>/g, ' ')
      .replace(/<[^>]+>/g, ''),
  );
}

test('every step of a convolution spells out its sum, and the output fills up', () => {
  const figure = plots.showConvolution(I, F);
  expect(arithmetic(figure)).toEqual([
    '1·1 + 2·0 + 2·2 + 3·1 = 8',
    '2·1 + 1·0 + 3·2 + 1·1 = 9',
    '1·1 + 0·0 + 1·2 + 1·1 = 4',
    '2·1 + 3·0 + 3·2 + 0·1 = 8',
    '3·1 + 1·0 + 0·2 + 0·1 = 3',
    '1·1 + 1·0 + 0·2 + 2·1 = 3',
    '3·1 + 0·0 + 1·2 + 1·1 = 6',
    '0·1 + 0·0 + 1·2 + 2·1 = 4',
    '0·1 + 2·0 + 2·2 + 3·1 = 7',
  ]);
  const outputs = figure.frames.map(({ data }) => data[0]!.z);
  expect(outputs[3]).toEqual([
    [8, 9, 4],
    [8, null, null],
    [null, null, null],
  ]);
  expect(outputs.at(-1)).toEqual([
    [8, 9, 4],
    [8, 3, 3],
    [6, 4, 7],
  ]);
  expect(figure.text).toBe('Convolution 4×4 ∗ 2×2 → 3×3: 8 9 4 / 8 3 3 / 6 4 7.');
});

test('the slider has a step for each frame, and the figure is the frame that it stands at', () => {
  for (const make of Object.values(figures)) {
    const { frames, layout, data } = make();
    const [slider] = (layout as unknown as Layout).sliders;
    expect(slider!.steps.map(({ args }) => args[0][0])).toEqual(frames.map(({ name }) => name));
    const shown = frames[slider!.active]!;
    expect(layout).toMatchObject(shown.layout!);
    expect(layout.annotations).toHaveLength((shown.layout as unknown as Layout).annotations.length);
    for (const [place, trace] of shown.traces!.entries())
      expect(data[trace]).toMatchObject(shown.data[place]!);
    // Plotly matches shapes and annotations by their place: there are always as many.
    for (const part of ['shapes', 'annotations'] as const) {
      expect(new Set(frames.map((frame) => (frame.layout as unknown as Layout)[part].length)).size).toBe(1);
    }
  }
});

test('the frame moves with the stride, over the padding', () => {
  const { frames } = plots.showPooling(I, { stride: 2 });
  const lefts = frames.map(
    (frame) => (frame.layout as unknown as Layout).shapes.filter(({ visible }) => visible)[0]!,
  );
  expect(lefts[1]!.x0 - lefts[0]!.x0).toBeCloseTo(2, 10);
  expect(lefts[2]!.y0 - lefts[0]!.y0).toBeCloseTo(2, 10);
});

test('sums of poolings and products, signs and decimals as in the language', () => {
  expect(arithmetic(plots.showPooling(I))[0]).toBe('max(1; 2; 2; 3) = 3');
  setLocale('es');
  expect(arithmetic(plots.showPooling(I, { kind: 'average' }))[1]).toBe('(1 + 0 + 1 + 1) / 4 = 0,75');
  expect(arithmetic(plots.showConvolution([[-1, 0.5]], [[2, -3]]))).toEqual(['(−1)·2 + 0,5·(−3) = −3,5']);
});

test('tensors are taken, and what is no grid of numbers is refused', () => {
  expect(plots.showConvolution(tf.tensor2d(I), tf.tensor2d(F)).frames).toEqual(
    plots.showConvolution(I, F).frames,
  );
  expect(() => plots.showConvolution([[1, 2], [3]], F)).toThrow('image to be rows of numbers of one length');
  expect(() => plots.showConvolution(tf.zeros([17, 3]), F)).toThrow('at most 16×16; received 17×3');
  expect(() => plots.showBackpropConvolution(I, F, { outputGradient: F })).toThrow(
    'output’s size 3×3; received 2×2'.replace('’', "'"),
  );
});
