import type { LayersModel } from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { applications, layers, models } from '../../src/index.js';
import { architectureBlocks } from '../../src/plots/architectureBlocks.js';

type Symbol = ReturnType<typeof layers.input>;

const rows = (model: models.Model | models.Sequential) =>
  architectureBlocks(model as unknown as LayersModel).map(({ kind, label, shape, repeats, followers }) => [
    kind,
    label,
    shape.join('×'),
    repeats,
    followers.join(' '),
  ]);

test('branches that meet are one block, equal blocks are counted, quiet layers belong to the one before', () => {
  const image = layers.input({ shape: [8, 8, 4] });
  const conv = (kernelSize: number) => layers.conv2D({ filters: 4, kernelSize, padding: 'same' });
  const residual = (x: Symbol): Symbol => {
    const inner = conv(3).apply(layers.reLU().apply(conv(1).apply(x) as Symbol) as Symbol) as Symbol;
    return layers.reLU().apply(layers.add().apply([inner, x]) as Symbol) as Symbol;
  };
  const start = layers.batchNormalization().apply(conv(5).apply(image) as Symbol) as Symbol;
  const features = residual(residual(start));
  const scores = layers.dense({ units: 2 }).apply(layers.flatten().apply(features) as Symbol) as Symbol;
  expect(rows(models.functional({ inputs: image, outputs: scores }))).toEqual([
    ['input', 'input', '8×8×4', 1, ''],
    ['convolution', 'conv 5×5', '8×8×4', 1, 'BatchNormalization'],
    ['branches', 'add: 1×1, 3×3', '8×8×4', 2, 'ReLU'],
    ['other', 'flatten', '256', 1, ''],
    ['dense', 'dense', '2', 1, ''],
  ]);
});

test('ResNet50 is four stages of 3, 4, 6 and 3 residual blocks, with all its parameters', () => {
  const model = applications.resNet50({ weights: null });
  const stages = rows(model).filter(([kind]) => kind === 'branches');
  expect(stages.map(([, , shape, repeats]) => [shape, repeats])).toEqual([
    ['56×56×256', 3],
    ['28×28×512', 4],
    ['14×14×1024', 6],
    ['7×7×2048', 3],
  ]);
  const blocks = architectureBlocks(model as unknown as LayersModel);
  expect(blocks.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(25_636_712);
});
