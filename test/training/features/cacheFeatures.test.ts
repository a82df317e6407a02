import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type BatchSource,
  cacheFeatures,
  layers,
  losses,
  models,
  type Tensor,
  tf,
} from '../../../src/index.js';
import { temporaryFolder } from '../../data/temporaryFolder.js';
import { leaves } from '../../tensorCount.js';

const images = Array.from({ length: 7 }, (_, sample) => [sample, sample + 0.5, -sample]);
const labels = [0, 1, 2, 0, 1, 2, 0];
const data = [images, labels] as const;

/** x → [x₀ + 1, x₁ + 1, x₂ + 1], and counts how often. */
class Counted extends tf.layers.Layer {
  static className = 'Counted';
  calls = 0;
  override call(x: Tensor | Tensor[]): Tensor {
    this.calls += 1;
    return tf.add([x].flat()[0]!, 1);
  }
  override computeOutputShape(shape: never): never {
    return shape;
  }
}

function plusOne(): { backbone: models.Sequential; counted: Counted } {
  const counted = new Counted({ inputShape: [3] });
  return { backbone: models.sequential([counted as never]), counted };
}

const small = (): models.Sequential => models.sequential([layers.dense({ units: 2, inputShape: [3] })]);

describe('cacheFeatures', () => {
  it('keeps what the backbone gives, with the targets, in any order', async () => {
    await leaves(0, async () => {
      const { backbone } = plusOne();
      const features = await cacheFeatures(backbone, data, { batchSize: 3 });
      expect([features.length, features.featureShape, features.isFromFile]).toEqual([7, [3], false]);
      const batches = [...features.batches({ batchSize: 2, order: Int32Array.of(5, 0, 3) })];
      expect(batches.map(({ x, y }) => [(x as Tensor).arraySync(), (y as Tensor).arraySync()])).toEqual([
        [
          [
            [6, 6.5, -4],
            [1, 1.5, 1],
          ],
          [2, 0],
        ],
        [[[4, 4.5, -2]], [0]],
      ]);
      const all = features.toTensor();
      expect(all.arraySync()).toEqual(images.map((row) => row.map((value) => value + 1)));
      tf.dispose([batches.map(({ x, y }) => [x, y]), all]);
    });
  });

  it('lets the backbone compute once, whatever the number of epochs', async () => {
    const { backbone, counted } = plusOne();
    const features = await cacheFeatures(backbone, data, { batchSize: 7 });
    const before = counted.calls;
    const head = models.sequential([layers.dense({ units: 3, inputShape: features.featureShape })]);
    head.compile({ loss: 'sparseCategoricalCrossentropy' });
    await head.fit(features, { epochs: 3, verbose: 0 });
    expect(counted.calls).toBe(before);
    head.dispose();
  });

  it('trains a head exactly as behind the frozen backbone', async () => {
    const backbone = models.sequential([
      layers.dense({ units: 4, inputShape: [3], activation: 'tanh' }),
      layers.batchNormalization(),
      layers.dropout({ rate: 0.5 }),
    ]);
    backbone.trainable = false;
    const features = await cacheFeatures(backbone, data);
    const trained = async (onFeatures: boolean): Promise<number[]> => {
      const input = layers.input({ shape: onFeatures ? features.featureShape : [3] });
      // Frozen, and called as outside training: dropout lets everything through.
      const inner = onFeatures ? input : (backbone.apply(input, { training: false }) as typeof input);
      const outputs = layers.dense({ units: 3, kernelInitializer: 'ones' }).apply(inner);
      const model = models.functional({ inputs: input, outputs });
      model.compile({
        optimizer: 'sgd',
        loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
      });
      const options = { epochs: 4, batchSize: 3, shuffle: false, verbose: 0 } as const;
      return (await model.fit(onFeatures ? features : data, options)).history.loss!;
    };
    const [cached, behind] = [await trained(true), await trained(false)];
    expect(cached[3]).toBeLessThan(cached[0]!);
    for (const [epoch, loss] of cached.entries()) expect(loss).toBeCloseTo(behind[epoch]!, 5);
  });

  it('does to the images what is asked, and frees it', async () => {
    await leaves(0, async () => {
      const { backbone } = plusOne();
      const features = await cacheFeatures(backbone, data, { preprocess: (x) => tf.neg(tf.mul(x, 2)) });
      const all = features.toTensor();
      expect(all.arraySync()).toEqual(images.map((row) => row.map((value) => 1 - 2 * value)));
      all.dispose();
    });
  });

  it('keeps whole numbers as targets', async () => {
    const source: BatchSource = {
      length: 2,
      *batches() {
        yield { x: tf.zeros([2, 3]), y: tf.tensor1d([1, 7], 'int32') };
      },
    };
    const [batch] = [...(await cacheFeatures(small(), source)).batches({ batchSize: 2 })];
    expect((batch!.y as Tensor).dtype).toBe('int32');
    expect([...(batch!.y as Tensor).dataSync()]).toEqual([1, 7]);
  });

  describe('with a file', () => {
    it('computes nothing where backbone, data and preprocessing are the same', async () => {
      const file = path.join(temporaryFolder(), 'features.bin');
      const backbone = small();
      const first = await cacheFeatures(backbone, data, { file });
      const second = await cacheFeatures(backbone, data, { file, batchSize: 2 });
      expect([first.isFromFile, second.isFromFile]).toEqual([false, true]);
      expect(second.toTensor().arraySync()).toEqual(first.toTensor().arraySync());
      expect(readdirSync(path.dirname(file))).toEqual(['features.bin']);
    });

    it('computes anew where a weight changed in its last digit', async () => {
      const file = path.join(temporaryFolder(), 'features.bin');
      const backbone = small();
      await cacheFeatures(backbone, data, { file });
      tf.tidy(() => backbone.setWeights(backbone.getWeights().map((one) => tf.mul(one, 1 + 1e-6))));
      expect((await cacheFeatures(backbone, data, { file })).isFromFile).toBe(false);
      expect((await cacheFeatures(backbone, data, { file })).isFromFile).toBe(true);
    });

    it('computes anew where images, targets, preprocessing or the file changed', async () => {
      const file = path.join(temporaryFolder(), 'features.bin');
      const backbone = small();
      const isRead = async (given: typeof data, args = {}): Promise<boolean> =>
        (await cacheFeatures(backbone, given, { file, ...args })).isFromFile;
      await isRead(data);
      expect(await isRead([images.map((row) => [...row].reverse()), labels])).toBe(false);
      await isRead(data);
      expect(await isRead([images, [1, 1, 2, 0, 1, 2, 0]])).toBe(false);
      await isRead(data);
      expect(await isRead(data, { preprocess: (x: Tensor) => tf.mul(x, 2) })).toBe(false);
      await isRead(data);
      truncateSync(file, readFileSync(file).length - 4);
      expect(await isRead(data)).toBe(false);
      expect(await isRead(data)).toBe(true);
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    stop.abort(new Error('stopped'));
    await leaves(0, async () => {
      const { backbone } = plusOne();
      await expect(cacheFeatures(backbone, data, { batchSize: 2, signal: stop.signal })).rejects.toThrow(
        'stopped',
      );
    });
  });

  it('refuses what it cannot keep', async () => {
    const image = layers.input({ shape: [3] });
    const twice = models.functional({ inputs: image, outputs: [image, layers.reLU().apply(image)] as never });
    await expect(cacheFeatures(twice, data)).rejects.toThrow('has 1 and 2');
    await expect(cacheFeatures(small(), [images, labels, labels])).rejects.toThrow(
      'sample weights are not kept',
    );
    await expect(cacheFeatures(small(), [[[1, 2]], [0]])).rejects.toThrow('cacheFeatures');
  });
});
