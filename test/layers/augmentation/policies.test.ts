/** RandAugment and AugMix: real Keras's images and masks for what Keras drew, and what holds for every draw. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArgumentError, layers, type Tensor, tf } from '../../../src/index.js';
import { factoryName } from '../../../src/layers/naming.js';
import { expectClose, type GoldenArray, numbersOf, tensorOf } from '../../goldenCases.js';
import { camelCased, expectKerasConfig } from '../kerasConfig.js';

/** Made by makePolicyCases.py. */
interface PolicyCase {
  layer: 'RandAugment' | 'AugMix';
  args: Record<string, unknown>;
  input: GoldenArray;
  transformation: Record<string, GoldenArray>;
  output: GoldenArray;
  config: Record<string, unknown>;
  masks?: GoldenArray;
  output_masks?: GoldenArray;
}

const cases = readFileSync(path.join(import.meta.dirname, 'policyCases.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as PolicyCase);
const factories = layers as unknown as Record<string, (args: object) => layers.Augmentation>;

describe('policies agree with Keras', () => {
  it.each(cases.map((one, index) => [`${one.layer} ${index}`, one] as const))('%s', (_, one) => {
    const before = tf.memory().numTensors;
    const layer = factories[factoryName(one.layer)]!(camelCased(one.args) as object);
    tf.tidy(() => {
      const images = tensorOf(one.input);
      const transformation = Object.fromEntries(
        Object.entries(one.transformation).map(([name, value]) => [name, tensorOf(value)]),
      );
      // The layer draws the same kinds of things; Keras's AugMix draws only for the operations that it picked.
      const drawn = Object.keys(layer.drawTransformation(images.shape));
      const picked = drawn.filter((name) => one.layer === 'RandAugment' || !name.includes('.'));
      expect(picked.filter((name) => !(name in transformation))).toEqual([]);
      const [, high] = one.config.value_range as [number, number];
      const tolerance = { rtol: 1e-4, atol: 1e-4 * high };
      expectClose(layer.transformImages(images, transformation).dataSync(), numbersOf(one.output), tolerance);
      if (one.masks === undefined) return;
      layer.drawTransformation = () => transformation;
      const { segmentationMasks } = layer.augment({ images, segmentationMasks: tensorOf(one.masks) });
      expectClose(segmentationMasks!.dataSync(), numbersOf(one.output_masks!), tolerance);
    });
    expectKerasConfig(layer.getConfig(), one.config);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('with every operation', () => {
    const used = new Set(cases.flatMap(({ transformation }) => Object.keys(transformation)));
    for (const name of ['randomShear', 'randomRotation', 'solarization', 'randomPosterization']) {
      expect([...used].some((key) => key.includes(name))).toBe(true);
    }
    const first = cases.filter(({ layer }) => layer === 'RandAugment').map((one) => one.transformation);
    const picked = new Set(first.flatMap(({ layerIndices }) => numbersOf(layerIndices!)));
    expect([...picked].sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, index) => index));
  });
});

const policies = fc.constantFrom('randAugment' as const, 'augMix' as const);

describe('every draw', () => {
  it('keeps shape and range, labels, and the classes of masks; it repeats with its seed', () => {
    fc.assert(
      fc.property(
        policies,
        fc.nat(1e6),
        fc.constantFrom([0, 1] as const, [0, 255] as const),
        fc.constantFrom('channelsLast' as const, 'channelsFirst' as const),
        (kind, seed, valueRange, dataFormat) => {
          const before = tf.memory().numTensors;
          tf.tidy(() => {
            const isLast = dataFormat === 'channelsLast';
            const shape = isLast ? [2, 6, 5, 3] : [2, 3, 6, 5];
            const images = tf.randomUniform(shape, 0, valueRange[1], 'float32', seed + 1);
            const segmentationMasks = tf.floor(
              tf.randomUniform(isLast ? [2, 6, 5, 1] : [2, 1, 6, 5], 0, 4, 'float32', seed + 1),
            );
            const labels = tf.tensor2d([0, 1, 1, 0], [2, 2]);
            const boundingBoxes = tf.tensor3d([1, 1, 4, 5, 0, 0, 2, 2], [2, 1, 4]);
            const make = () => layers[kind]({ valueRange: [...valueRange], dataFormat, seed });
            const batch = { images, segmentationMasks, labels, boundingBoxes };
            const [once, again] = [make().augment(batch), make().augment(batch)];
            expect(once.images.shape).toEqual(shape);
            const values = [...once.images.dataSync()];
            expect(Math.min(...values)).toBeGreaterThanOrEqual(-1e-3);
            expect(Math.max(...values)).toBeLessThanOrEqual(valueRange[1] + 1e-3);
            expect(values).toEqual([...again.images.dataSync()]);
            expect([...once.labels!.dataSync()]).toEqual([0, 1, 1, 0]);
            const classes = new Set(once.segmentationMasks!.dataSync());
            expect([...classes].filter((one) => ![0, 1, 2, 3].includes(one))).toEqual([]);
            for (const [left, top, right, bottom] of tf
              .reshape(once.boundingBoxes!, [2, 4])
              .arraySync() as number[][]) {
              expect(left! >= 0 && top! >= 0 && right! <= 5 && bottom! <= 6).toBe(true);
              expect(left! <= right! && top! <= bottom!).toBe(true);
            }
          });
          expect(tf.memory().numTensors).toBe(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('changes nothing outside of training', () => {
    tf.tidy(() => {
      const images = tf.randomUniform([2, 6, 5, 3]);
      for (const layer of [layers.randAugment(), layers.augMix()]) {
        const same = layer.apply(images, { training: false }) as Tensor;
        expect([...same.dataSync()]).toEqual([...images.dataSync()]);
      }
    });
  });

  it('picks every operation equally often', () => {
    const draws = 3000;
    const layer = layers.randAugment({ numOps: draws, seed: 3 });
    const indices = tf.tidy(() => [...layer.drawTransformation([1, 2, 2, 3]).layerIndices!.dataSync()]);
    const counts = new Array<number>(11).fill(0);
    for (const index of indices) counts[index]!++;
    const expected = draws / 11;
    const chiSquared = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Exceeded once in 10,000 times, with 10 degrees of freedom.
    expect(chiSquared).toBeLessThan(35.6);
  });

  it('weighs chains by shares that are even for a large alpha', () => {
    tf.tidy(() => {
      const weights = (alpha: number) => [
        ...layers.augMix({ alpha, seed: 5 }).drawTransformation([1, 2, 2, 3]).chainMixingWeights!.dataSync(),
      ];
      for (const alpha of [0.01, 1, 1e6]) {
        expect(weights(alpha).reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 5);
      }
      for (const weight of weights(1e6)) expect(weight).toBeCloseTo(1 / 3, 2);
      expect(Math.max(...weights(0.01))).toBeGreaterThan(0.9);
    });
  });
});

it('grays are for augMix without allOps alone', () => {
  const grays = tf.zeros([1, 4, 4, 1]);
  expect(() => layers.randAugment().transformImages(grays, {})).toThrow(ArgumentError);
  expect(() => layers.augMix().transformImages(grays, {})).toThrow(ArgumentError);
  const { images } = layers.augMix({ allOps: false }).augment({ images: grays });
  expect(images.shape).toEqual([1, 4, 4, 1]);
  tf.dispose([grays, images]);
});

it('refuses what is out of range', () => {
  expect(() => layers.randAugment({ numOps: 0 })).toThrow(ArgumentError);
  expect(() => layers.randAugment({ factor: 1.5 })).toThrow(ArgumentError);
  expect(() => layers.augMix({ alpha: 0 })).toThrow(ArgumentError);
  expect(() => layers.augMix({ chainDepth: 0 })).toThrow(ArgumentError);
});
