/** A model that augments trains the same as a graph and operation by operation. */
import { expect, it } from 'vitest';
import { layers, models, setSeed, type Tensor, tf } from '../../../src/index.js';

const augmentations: Record<string, () => layers.Layer[]> = {
  geometric: () => [
    layers.randomFlip({ mode: 'horizontal' }),
    layers.randomRotation({ factor: 0.1 }),
    layers.randomZoom({ heightFactor: 0.2 }),
    layers.randomTranslation({ heightFactor: 0.1, widthFactor: 0.1, fillMode: 'wrap' }),
    layers.randomShear({ xFactor: 0.2 }),
    layers.randomPerspective({ scale: 0.2 }),
    layers.randomCrop({ height: 7, width: 6 }),
  ],
  colors: () => [
    layers.randomBrightness({ factor: 0.2, valueRange: [0, 1] }),
    layers.randomContrast({ factor: 0.3, valueRange: [0, 1] }),
    layers.randomHue({ factor: 0.2, valueRange: [0, 1] }),
    layers.randomSaturation({ factor: [0.4, 0.6], valueRange: [0, 1] }),
    layers.randomGrayscale(),
    layers.randomColorDegeneration({ factor: 0.5, valueRange: [0, 1] }),
    layers.randomSharpness({ factor: 0.8, valueRange: [0, 1] }),
    layers.randomGaussianBlur({ valueRange: [0, 1] }),
  ],
  levels: () => [
    layers.randomInvert({ valueRange: [0, 1] }),
    layers.solarization({ thresholdFactor: 0.9, valueRange: [0, 1] }),
    layers.autoContrast({ valueRange: [0, 1] }),
    layers.equalization({ valueRange: [0, 1] }),
    layers.randomPosterization({ factor: [3, 6], valueRange: [0, 1] }),
    layers.randomErasing({ valueRange: [0, 1] }),
    layers.mixUp(),
    layers.cutMix(),
  ],
  policies: () => [
    layers.randAugment({ valueRange: [0, 1] }),
    layers.augMix({ valueRange: [0, 1], numChains: 2, chainDepth: 1 }),
  ],
};

async function losses(kind: string, compile: boolean): Promise<number[]> {
  setSeed(21);
  const model = models.sequential([
    layers.identity({ inputShape: [8, 8, 3] }),
    ...augmentations[kind]!(),
    layers.conv2D({ filters: 4, kernelSize: 3, activation: 'relu' }),
    layers.globalAveragePooling2D(),
    layers.dense({ units: 2, activation: 'softmax' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' });
  const x = tf.randomUniform([32, 8, 8, 3], 0, 1, 'float32', 2);
  const y = tf.tensor1d(Array.from({ length: 32 }, (_, index) => index % 2));
  const history = await model.fit([x, y], { epochs: 4, batchSize: 8, verbose: 0, compile });
  tf.dispose([x, y] as Tensor[]);
  model.dispose();
  return history.history.loss!;
}

it.each(Object.keys(augmentations))('draws the same in a graph: %s', async (kind) => {
  const eager = await losses(kind, false);
  expect(new Set(eager).size).toBe(4);
  const compiled = await losses(kind, true);
  for (const [epoch, loss] of compiled.entries()) expect(loss).toBeCloseTo(eager[epoch]!, 4);
});
