import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it } from 'vitest';
import { jupyterDisplay } from '../../../src/display/displayHost.js';
import { analyse, datasets, ImageSet, imageDatasetFromDirectory, setLocale, tf } from '../../../src/index.js';
import { temporaryFolder } from '../temporaryFolder.js';

afterEach(() => setLocale('en'));
setLocale('en');

/** Two images 1×2×3 of a class, one of another: channel values that are easy to add up. */
const tiny = new ImageSet({
  images: Uint8Array.of(0, 10, 255, 0, 30, 255, 100, 10, 255, 100, 30, 255, 200, 20, 255, 200, 20, 255),
  labels: Uint8Array.of(0, 0, 1),
  imageShape: [1, 2, 3],
  classNames: ['a', 'b'],
});

it('counts classes and sizes; means and deviations are those of all pixels', async () => {
  const { parts } = await analyse(tiny);
  expect(parts).toHaveLength(1);
  expect(parts[0]).toMatchObject({ name: 'data', images: 3, classCounts: [2, 1], unreadable: [] });
  expect(parts[0]!.sizes).toEqual([{ height: 1, width: 2, channels: 3, count: 3 }]);
  // Red: 0 0 100 100 200 200; green: 10 30 10 30 20 20; blue is always 255.
  const expected = [100, 20, 255].map((mean) => mean / 255);
  for (const [channel, mean] of expected.entries())
    expect(parts[0]!.channelMeans[channel]).toBeCloseTo(mean, 12);
  const deviations = [Math.sqrt(40_000 / 6), Math.sqrt(400 / 6), 0].map((deviation) => deviation / 255);
  for (const [channel, deviation] of deviations.entries())
    expect(parts[0]!.channelDeviations[channel]).toBeCloseTo(deviation, 12);
});

describe('near-duplicates', () => {
  /** The set without its labels' order: these pictures, changed by a function of place and value. */
  const changed = (set: ImageSet, change: (value: number, at: number) => number): ImageSet => {
    const size = set.imageShape.reduce((product, side) => product * side, 1);
    const images = Uint8Array.from({ length: set.length * size }, (_, at) =>
      Math.max(0, Math.min(255, Math.round(change(set.image(Math.floor(at / size))[at % size]!, at)))),
    );
    return new ImageSet({
      images,
      labels: set.labels,
      imageShape: set.imageShape,
      classNames: set.classNames,
    });
  };

  it('copies that are lighter, noisier or flatter are found; different drawings are not', async () => {
    const { train, test } = await datasets.shapes10.load({ trainLength: 400, testLength: 100, seed: 3 });
    expect((await analyse({ train, test })).nearDuplicates).toEqual([]);
    const places = [11, 222, 333];
    const copies = changed(train.select(places), (value, at) => 0.8 * value + 30 + ((at * 7) % 5));
    const { nearDuplicates } = await analyse({ train, test: copies });
    const found = nearDuplicates.map(({ images: [first, copy] }) => [first.place, copy.place]);
    expect(found.toSorted((a, b) => a[0]! - b[0]!)).toEqual([
      [11, 0],
      [222, 1],
      [333, 2],
    ]);
    for (const { correlation, images } of nearDuplicates) {
      expect(correlation).toBeGreaterThan(0.95);
      expect(images[0]).toMatchObject({ part: 'train', className: train.className(images[0].place) });
    }
    expect(nearDuplicates[0]!.pictures![1].values).toEqual(copies.image(nearDuplicates[0]!.images[1].place));
  });

  it('images of one color tell nothing and are no duplicates', async () => {
    const plain = (gray: number): ImageSet =>
      new ImageSet({
        images: new Uint8Array(64).fill(gray),
        labels: [0] as never,
        imageShape: [8, 8, 1],
        classNames: ['a'],
      });
    expect((await analyse({ train: plain(10), test: plain(10) })).nearDuplicates).toEqual([]);
  });
});

describe('files', () => {
  /** Folders cat and dog with PNGs of many sizes, one page in place of an image, one image cut off. */
  async function photos(): Promise<string> {
    const folder = temporaryFolder();
    for (const [name, count] of [
      ['cat', 3],
      ['dog', 2],
    ] as const) {
      mkdirSync(path.join(folder, name));
      for (let number = 0; number < count; number++)
        await drawn(path.join(folder, name, `${number}.png`), number, name);
    }
    writeFileSync(path.join(folder, 'dog', 'page.jpg'), '<html>');
    writeFileSync(path.join(folder, 'dog', 'cut.png'), Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0));
    return folder;
  }

  /** A drawing of its own for every number and name, twice as large as it was drawn, or of another size. */
  async function drawn(file: string, number: number, name: string, scale = 2): Promise<void> {
    const { train } = await datasets.shapes10.load({ trainLength: 20, testLength: 1, seed: 8 });
    const pixels = train.image(name === 'cat' ? number : 10 + number);
    const side = Math.round(32 * scale);
    await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
      .resize(side, side + 3, { fit: 'fill' })
      .toFile(file);
  }

  it('unreadable files are named, sizes counted, resized and recompressed copies found', async () => {
    const train = await photos();
    const validation = temporaryFolder();
    mkdirSync(path.join(validation, 'cat'));
    mkdirSync(path.join(validation, 'dog'));
    await drawn(path.join(validation, 'cat', 'copy.jpg'), 1, 'cat', 1.4);
    await drawn(path.join(validation, 'dog', 'own.png'), 7, 'dog');
    const { parts, nearDuplicates } = await analyse({ train, validation });
    expect(parts[0]).toMatchObject({
      name: 'train',
      images: 5,
      classNames: ['cat', 'dog'],
      classCounts: [3, 2],
    });
    expect(parts[0]!.unreadable.map(({ name }) => name)).toEqual(['dog/cut.png', 'dog/page.jpg']);
    expect(parts[0]!.unreadable[1]!.reason).toMatch(/^could not be read as an image: /);
    expect(parts[1]!.sizes).toEqual([
      { height: 48, width: 45, channels: 3, count: 1 },
      { height: 67, width: 64, channels: 3, count: 1 },
    ]);
    expect(nearDuplicates.map(({ images }) => images.map(({ name }) => name))).toEqual([
      ['cat/1.png', 'cat/copy.jpg'],
    ]);
    expect(nearDuplicates[0]!.pictures!.map(({ height, width }) => [height, width])).toEqual([
      [96, 96],
      [96, 96],
    ]);
  });

  it('takes a folder, a data set of files, and what a loaded data set of files gives', async () => {
    const folder = await photos();
    const counts = async (data: Parameters<typeof analyse>[0]): Promise<unknown> =>
      (await analyse(data)).parts.map(({ name, classCounts }) => [name, classCounts]);
    expect(await counts(folder)).toEqual([['data', [3, 2]]]);
    expect(await counts({ name: 'x', directory: folder, classNames: ['cat', 'dog'], source: 'y' })).toEqual([
      ['data', [3, 2]],
    ]);
    const loaded = {
      name: 'x',
      directory: '/',
      train: folder,
      validation: folder,
      classNames: [],
      source: 'y',
    };
    expect(await counts(loaded)).toEqual([
      ['train', [3, 2]],
      ['validation', [3, 2]],
    ]);
    const files = imageDatasetFromDirectory(folder, { verbose: false, classNames: ['cat'], imageSize: 8 });
    expect(await counts({ files })).toEqual([['files', [3]]]);
  });
});

it('keeps no tensor', async () => {
  const before = tf.memory().numTensors;
  await analyse({ train: tiny, test: tiny });
  expect(tf.memory().numTensors).toBe(before);
});

describe('the table', () => {
  it('has a row a part and a row a class, in both languages', async () => {
    const report = await analyse({ train: tiny, test: tiny.take(1) });
    expect(String(report)).toBe(
      [
        '       images  classes  height×width×channels        channel means   channel deviations  unreadable files',
        'train       3        2                  1×2×3  0.392  0.078  1.000  0.320  0.032  0.000                 0',
        'test        1        2                  1×2×3  0.000  0.078  1.000  0.000  0.039  0.000                 0',
        '',
        'images a class',
        'class  train  test',
        'a          2     1',
        'b          1     0',
        '',
        'near-duplicates between the parts: 1',
        'image        nearly the same  bits apart  correlation',
        'train 0 (a)       test 0 (a)           0        1.000',
      ].join('\n'),
    );
    setLocale('es');
    const markdown = report[jupyterDisplay]()['text/markdown'] as string;
    expect(markdown).toMatch(/\| train \| 3 \| 2 \| 1×2×3 \| 0,392 {2}0,078 {2}1,000 \|/);
    expect(markdown).toMatch(/\*\*casi duplicados entre las partes: 1\*\*/);
  });

  it('of a hundred classes has the smallest and the largest', async () => {
    const classNames = Array.from({ length: 100 }, (_, label) => `c${label}`);
    const labels = Uint8Array.from({ length: 200 }, (_, place) => (place < 102 ? place % 100 : 7));
    const many = new ImageSet({ images: new Uint8Array(200), labels, imageShape: [1, 1, 1], classNames });
    expect(String(await analyse(many))).toMatch(/class +data\nc2 +1\n…\nc7 +99$/);
  });
});

it.each<[string, unknown, object, RegExp]>([
  ['nothing', {}, {}, /received none/],
  ['numbers', { train: 7 }, {}, /for “train”; received number/],
  ['no folder', '/nowhere', {}, /nowhere is not a folder/],
  ['a distance of 40', tiny, { hashDistance: 40 }, /hashDistance must be a whole number from 0 to 32/],
  ['a correlation of 2', tiny, { correlation: 2 }, /correlation must be above 0/],
])('%s is refused', async (_, data, args, message) => {
  await expect(analyse(data as never, args)).rejects.toThrow(message);
});
