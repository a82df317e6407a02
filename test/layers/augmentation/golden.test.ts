/** Every augmentation of the reference values: Keras's images, labels and configuration for what Keras had drawn. */
import { describe, expect, it } from 'vitest';
import { layers, type Tensor, tf } from '../../../src/index.js';
import { factoryName } from '../../../src/layers/naming.js';
import {
  expectClose,
  type GoldenArray,
  goldenCase,
  goldenIds,
  numbersOf,
  type Tolerance,
  tensorOf,
} from '../../goldenCases.js';
import { camelCased, expectKerasConfig } from '../kerasConfig.js';

interface AugmentationCase {
  args: Record<string, unknown>;
  tolerance: Tolerance & { max_mismatch_fraction?: number };
  layer: string;
  input: GoldenArray;
  transformation: Record<string, GoldenArray>;
  output: GoldenArray;
  labels?: GoldenArray;
  output_labels?: GoldenArray;
  config: Record<string, unknown>;
}

type Factory = (args: Record<string, unknown>) => layers.Augmentation;
const factories = layers as unknown as Record<string, Factory>;

/** Keras writes f as [−f, f], and does not read that: ours stays as it was given. */
const unreadableInKeras = ['x_factor', 'y_factor'];
/** Keras makes the seed up where none was given. */
const drawnByKeras = ['seed'];

const ids = goldenIds('preprocessing');

describe('augmentation agrees with Keras', () => {
  it('finds the reference values', () => expect(ids.length).toBeGreaterThan(0));

  it.each(ids)('%s', (id) => {
    const golden = goldenCase<AugmentationCase>(id);
    const before = tf.memory().numTensors;
    const { layer: kind, ...args } = golden.args;
    const layer = factories[factoryName(String(kind))]!(camelCased(args) as Record<string, unknown>);
    tf.tidy(() => {
      const images = tensorOf(golden.input);
      const transformation = Object.fromEntries(
        Object.entries(golden.transformation).map(([name, value]) => [
          String(camelCased(name)),
          tensorOf(value),
        ]),
      );
      // The layer draws the same kind of thing.
      const drawn = layer.drawTransformation(images.shape);
      expect(Object.keys(drawn).filter((name) => !(name in transformation))).toEqual([]);
      expectImages(layer.transformImages(images, transformation), golden);
      if (golden.labels === undefined) return;
      layer.drawTransformation = () => transformation;
      const { labels } = layer.augment({ images, labels: tensorOf(golden.labels) });
      expectClose(labels!.dataSync(), numbersOf(golden.output_labels!), golden.tolerance);
    });
    const compared = Object.entries(golden.config).filter(
      ([name]) => !unreadableInKeras.includes(name) && !drawnByKeras.includes(name),
    );
    expectKerasConfig(layer.getConfig(), Object.fromEntries(compared));
    expect(tf.memory().numTensors).toBe(before);
  });
});

function expectImages(images: Tensor, { output, tolerance }: AugmentationCase): void {
  expect(images.shape).toEqual(output.shape);
  const [actual, expected] = [images.dataSync(), numbersOf(output)];
  const allowed = tolerance.max_mismatch_fraction;
  if (allowed === undefined) {
    expectClose(actual, expected, tolerance);
    return;
  }
  const wrong = expected.filter((value, index) => Math.abs(actual[index]! - value) > 1e-3);
  expect(wrong.length).toBeLessThanOrEqual(allowed * expected.length);
}
