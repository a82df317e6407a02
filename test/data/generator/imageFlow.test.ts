/** Flows of images: threads, seeds, memory, training. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  ImageDataGenerator,
  type ImageDataGeneratorArgs,
  layers,
  losses,
  models,
  tf,
} from '../../../src/index.js';
import { goldenPath } from '../../goldenCases.js';
import { leaves } from '../../tensorCount.js';

const everything: ImageDataGeneratorArgs = {
  rotationRange: 20,
  widthShiftRange: 0.1,
  zoomRange: 0.2,
  shearRange: 5,
  horizontalFlip: true,
  brightnessRange: [0.7, 1.3],
  contrastRange: [0.8, 1.2],
  blurRange: [0, 1],
  sharpenRange: [0, 1],
  noiseRange: [0, 8],
  stretchRange: [0.8, 1.25],
  rescale: 1 / 255,
};
const tree = goldenPath('directory/tree');

let folder: string;
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  folder = await mkdtemp(path.join(os.tmpdir(), 'cuaderno flow '));
  for (const [index, name] of ['dark', 'light'].entries()) {
    await mkdir(path.join(folder, name));
    for (let file = 0; file < 8; file++) {
      const background = { r: index * 200 + file, g: index * 200, b: 20 };
      const picture = sharp({ create: { width: 20, height: 16, channels: 3, background } }).png();
      await picture.toFile(path.join(folder, name, `${file}.png`));
    }
  }
});
afterAll(async () => {
  vi.restoreAllMocks();
  await rm(folder, { recursive: true, force: true });
});

describe('a flow', () => {
  it.each([0, undefined])('gives the same images for a seed with workers %s', async (workers) => {
    const pixels = async (count: number | undefined): Promise<number[]> => {
      const flow = new ImageDataGenerator(everything).flowFromDirectory(tree, {
        targetSize: [24, 20],
        batchSize: 4,
        seed: 7,
        workers: count,
      });
      const values: number[] = [];
      for await (const { x } of flow) values.push(...x.dataSync());
      return values;
    };
    const [first, second] = [await pixels(0), await pixels(workers)];
    expect(first.length).toBe(21 * 24 * 20 * 3);
    // Not toEqual: a report on so many numbers takes minutes.
    expect(second.length).toBe(first.length);
    expect(second.findIndex((value, place) => value !== first[place])).toBe(-1);
  });

  it('gives other images in another epoch, and the first ones again after reset', async () => {
    const flow = new ImageDataGenerator(everything).flowFromDirectory(tree, {
      targetSize: [8, 8],
      batchSize: 21,
      shuffle: false, // so that only what is done to the images changes
    });
    const sum = async (): Promise<number> => (await flow.next()).x.sum().dataSync()[0]!;
    const [first, second] = [await sum(), await sum()];
    flow.reset();
    expect(second).not.toBe(first);
    expect(await sum()).toBe(first);
  });

  it('leaves validation images as they are, but with kerasCompat', async () => {
    const validation = async (args: ImageDataGeneratorArgs): Promise<number[]> => {
      const generator = new ImageDataGenerator({ ...args, validationSplit: 0.25 });
      const flow = generator.flowFromDirectory(folder, {
        targetSize: [16, 20],
        subset: 'validation',
        shuffle: false,
      });
      return [...(await flow.get(0)).x.dataSync()];
    };
    const bare = await validation({});
    expect(await validation({ brightnessRange: [0.2, 0.3] })).toEqual(bare);
    expect(await validation({ brightnessRange: [0.2, 0.3], kerasCompat: true })).not.toEqual(bare);
  });

  it('leaves a share of the images unchanged', async () => {
    const x = tf.fill([400, 2, 2, 1], 100);
    const generator = new ImageDataGenerator({ brightnessRange: [0.2, 0.3], unchangedFraction: 0.25 });
    const { x: changed } = await generator.flow(x, { batchSize: 400, seed: 3 }).next();
    const unchanged = changed.max([1, 2, 3]).equal(100).sum().dataSync()[0]!;
    // 400 draws with chance ¼: 100 ± 4 standard deviations of √(400·¼·¾) ≈ 8.7.
    expect(Math.abs(unchanged - 100)).toBeLessThan(35);
  });

  it('runs a preprocessing function on every augmented image, before rescaling', async () => {
    const shapes: number[][] = [];
    const generator = new ImageDataGenerator({
      rescale: 0.5,
      preprocessingFunction: (image) => {
        shapes.push(image.shape);
        return image.sub(10);
      },
    });
    const flow = generator.flow(tf.fill([3, 4, 5, 3], 110), { batchSize: 2, shuffle: false });
    const { x } = await flow.next();
    expect([...new Set(x.dataSync())]).toEqual([50]);
    expect(shapes).toEqual([
      [4, 5, 3],
      [4, 5, 3],
    ]);
  });

  it('puts channels first where the generator does', async () => {
    const generator = new ImageDataGenerator({ dataFormat: 'channelsFirst' });
    const flow = generator.flowFromDirectory(folder, { targetSize: [4, 6], batchSize: 3 });
    expect(flow.imageShape).toEqual([3, 4, 6]);
    expect((await flow.next()).x.shape).toEqual([3, 3, 4, 6]);
  });

  it('keeps augmented images in a folder', async () => {
    const saved = path.join(folder, '..', `${path.basename(folder)} saved`);
    const generator = new ImageDataGenerator({ rotationRange: 20 });
    const flow = generator.flowFromDirectory(folder, {
      batchSize: 4,
      saveToDir: saved,
      savePrefix: 'aug',
      targetSize: [9, 7],
    });
    await flow.get(0);
    const files = await readdir(saved);
    const { width, height } = await sharp(path.join(saved, files[0]!)).metadata();
    await rm(saved, { recursive: true });
    expect([files.length, height, width]).toEqual([4, 9, 7]);
  });

  it('trains, validates and predicts, and leaves no tensor behind', async () => {
    const generator = new ImageDataGenerator({
      rescale: 1 / 255,
      horizontalFlip: true,
      validationSplit: 0.25,
    });
    const args = { targetSize: [8, 8] as const, batchSize: 4, classMode: 'sparse' as const, seed: 1 };
    const train = generator.flowFromDirectory(folder, { ...args, subset: 'training' });
    const validation = generator.flowFromDirectory(folder, { ...args, subset: 'validation', shuffle: false });
    const model = models.sequential([layers.flatten({ inputShape: [8, 8, 3] }), layers.dense({ units: 2 })]);
    model.compile({
      loss: losses.sparseCategoricalCrossentropy({ fromLogits: true }),
      metrics: ['accuracy'],
    });
    const steps = { stepsPerEpoch: train.length, validationSteps: validation.length, verbose: 0 as const };
    const trainOnce = () => model.fit(train, { epochs: 2, validationData: validation, ...steps });
    await trainOnce();
    let accuracy = 0;
    await leaves(0, async () => {
      const history = await trainOnce();
      accuracy = history.history.val_accuracy!.at(-1)!;
      const { accuracy: measured } = (await model.evaluate(validation)) as Record<string, number>;
      expect(measured).toBe(accuracy);
      tf.dispose(await model.predict(validation));
    });
    expect(accuracy).toBeGreaterThanOrEqual(0.5);
  });

  it('does not keep a process alive', async () => {
    const script = path.join(folder, 'ends.mjs');
    const library = new URL('../../../dist/src/index.js', import.meta.url).href;
    await writeFile(
      script,
      `import { ImageDataGenerator } from ${JSON.stringify(library)};
       const flow = new ImageDataGenerator().flowFromDirectory(${JSON.stringify(folder)}, { targetSize: [8, 8], batchSize: 2 });
       await flow.next();
       console.log('done');`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [script], { timeout: 60_000 });
    expect(stdout).toContain('done');
  });
});
