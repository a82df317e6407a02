/** imageDatasetFromDirectory against real Keras: files, classes, splits, batches, labels, pixels, printed lines; and what
 *  Keras does not say. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  type ImageDatasetFromDirectoryArgs,
  type ImageFileDataset,
  imageDatasetFromDirectory,
  layers,
  models,
  setLocale,
  type Tensor,
  tf,
} from '../../../src/index.js';
import { type GoldenArray, goldenCase, goldenIds, goldenPath, numbersOf } from '../../goldenCases.js';
import { expectWithin, type PixelTolerance } from '../../goldenPixels.js';
import { temporaryFolder } from '../temporaryFolder.js';

interface DatasetCase {
  id: string;
  args: Record<string, unknown>;
  raises?: string;
  printed: string[];
  class_names: string[] | null;
  file_paths: string[];
  batch_shapes: number[][];
  label_shapes?: number[][];
  label_dtype?: string;
  labels?: GoldenArray;
  pixels?: { file: string; value: GoldenArray; tolerance: PixelTolerance }[];
  training?: DatasetCase;
  validation?: DatasetCase;
}

type AnyDataset = ImageFileDataset<Tensor | [Tensor, Tensor]>;

setLocale('en');
const tree = goldenPath('directory/tree');
const cases = goldenIds('directory')
  .filter((id) => id.startsWith('directory/dataset_'))
  .map((id) => goldenCase<DatasetCase>(id));

afterEach(() => vi.restoreAllMocks());

/** Keras's names → ours. */
function argsOf({ api: _, ...args }: Record<string, unknown>): ImageDatasetFromDirectoryArgs {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** Opens one, with the lines that it printed. */
function opened(args: ImageDatasetFromDirectoryArgs, folder = tree): { value: unknown; printed: string[] } {
  const printed: string[] = [];
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text).trimEnd());
    return true;
  });
  try {
    return { value: imageDatasetFromDirectory(folder, args), printed };
  } finally {
    spy.mockRestore();
  }
}

const relative = (dataset: { filePaths: readonly string[] }, folder = tree): string[] =>
  dataset.filePaths.map((file) => path.relative(folder, file));

interface Seen {
  shapes: number[][];
  labelShapes: number[][];
  labelTypes: Set<string>;
  labels: number[];
  images: Float32Array[];
}

/** One pass; every tensor is freed. */
async function readAll(dataset: AnyDataset): Promise<Seen> {
  const seen: Seen = { shapes: [], labelShapes: [], labelTypes: new Set(), labels: [], images: [] };
  for await (const element of dataset) {
    const [x, y] = Array.isArray(element) ? element : [element];
    seen.shapes.push(x.shape);
    const values = x.dataSync() as Float32Array;
    const count = x.rank === 4 ? x.shape[0]! : 1;
    const size = values.length / count;
    for (let row = 0; row < count; row++) seen.images.push(values.slice(row * size, (row + 1) * size));
    if (y !== undefined) {
      seen.labelShapes.push(y.shape);
      seen.labelTypes.add(y.dtype);
      seen.labels.push(...y.dataSync());
    }
    tf.dispose([x, ...(y ? [y] : [])]);
  }
  return seen;
}

async function expectAsKeras(dataset: AnyDataset, one: DatasetCase): Promise<void> {
  expect(dataset.classNames).toEqual(one.class_names ?? undefined);
  expect(relative(dataset)).toEqual(one.file_paths);
  const seen = await readAll(dataset);
  expect(seen.shapes).toEqual(one.batch_shapes);
  expect(seen.labelShapes).toEqual(one.label_shapes ?? []);
  if (one.labels) expect(seen.labels).toEqual([...numbersOf(one.labels)]);
  if (one.label_dtype) expect([...seen.labelTypes]).toEqual([one.label_dtype]);
  for (const { file, value, tolerance } of one.pixels ?? []) {
    expectWithin(seen.images[one.file_paths.indexOf(file)]!, numbersOf(value), tolerance);
  }
}

const isSeeded = ({ id }: DatasetCase): boolean => id.endsWith('both_seeded');

describe('as Keras', () => {
  it.each(cases.filter((one) => !one.raises && !isSeeded(one)))('$id', async (one) => {
    const before = tf.memory().numTensors;
    const { value, printed } = opened(argsOf(one.args));
    expect(printed).toEqual(one.printed);
    if (Array.isArray(value)) {
      await expectAsKeras(value[0], one.training!);
      await expectAsKeras(value[1], one.validation!);
    } else await expectAsKeras(value as AnyDataset, one);
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(cases.filter(({ raises }) => raises))('$id', ({ args }) => {
    expect(() => opened(argsOf(args))).toThrow(
      /validationSplit|classNames|labelMode 'binary' needs exactly 2/,
    );
  });

  it('directory/dataset_split_both_seeded: the parts are apart, together everything, and repeat with the seed', () => {
    const one = cases.find(isSeeded)!;
    const { value, printed } = opened(argsOf(one.args));
    expect(printed).toEqual(one.printed);
    const [training, validation] = (value as AnyDataset[]).map((part) => relative(part));
    expect([training!.length, validation!.length]).toEqual([17, 4]);
    const all = [...one.training!.file_paths, ...one.validation!.file_paths];
    expect([...training!, ...validation!].toSorted()).toEqual(all.toSorted());
    const again = opened({ ...argsOf(one.args), subset: 'validation' }).value as AnyDataset;
    expect(relative(again)).toEqual(validation);
    const other = opened({ ...argsOf(one.args), seed: 124 }).value as AnyDataset[];
    expect(relative(other[1]!)).not.toEqual(validation);
  });
});

const small = { imageSize: 4, batchSize: 5, seed: 7, verbose: false } as const;

it('every pass has an order of its own, with each file once; the seed repeats the sequence', async () => {
  const passes = async (): Promise<number[][]> => {
    const dataset = imageDatasetFromDirectory(tree, { ...small, imageSize: [6, 6] });
    const keys = async (): Promise<number[]> =>
      (await readAll(dataset)).images.map((image) =>
        image.reduce((sum, value, at) => sum + value * (at + 1)),
      );
    return [await keys(), await keys()];
  };
  const [first, again] = [await passes(), await passes()];
  expect(first).toEqual(again);
  expect(first[0]).not.toEqual(first[1]);
  expect(first[0]!.toSorted()).toEqual(first[1]!.toSorted());
  expect(first[0]).toHaveLength(21);
});

it('labels stay with their images when they are shuffled', async () => {
  const folder = await grayFolder(4, 6);
  const dataset = imageDatasetFromDirectory(folder, small);
  for (let pass = 0; pass < 2; pass++) {
    const { images, labels } = await readAll(dataset);
    expect(images.map((image) => Math.floor(image[0]! / 10))).toEqual(labels);
  }
});

/** Classes c0, c1, …, each with some PNG files of the gray 10 × class + number. */
async function grayFolder(classes: number, each: number): Promise<string> {
  const folder = temporaryFolder();
  for (let label = 0; label < classes; label++) {
    mkdirSync(path.join(folder, `c${label}`));
    for (let number = 0; number < each; number++) {
      const gray = 10 * label + number;
      const background = { r: gray, g: gray, b: gray };
      await sharp({ create: { width: 5, height: 7, channels: 3, background } })
        .png()
        .toFile(path.join(folder, `c${label}`, `${number}.png`));
    }
  }
  return folder;
}

it('a list of labels goes with the files by the order of their paths', async () => {
  const folder = await grayFolder(2, 3);
  const labels = [2, 1, 0, 0, 1, 2];
  const dataset = imageDatasetFromDirectory(folder, { ...small, labels, shuffle: false });
  expect(dataset.classNames).toEqual(['0', '1', '2']);
  const seen = await readAll(dataset);
  expect(seen.labels).toEqual(labels);
  expect(seen.images.map((image) => image[0])).toEqual([0, 1, 2, 10, 11, 12]);
});

it.each<[string, unknown, RegExp]>([
  ['too few labels', { labels: [0, 1] }, /labels has 2 numbers, but there are 6 image files/],
  ['labels with a gap', { labels: [0, 0, 2, 2, 0, 0] }, /from 0 on without a gap; received 0, 2/],
  ['labels that are none', { labels: 'all' }, /labels must be 'inferred', null or a list/],
  ['names for a list', { labels: [0, 0, 0, 1, 1, 1], classNames: ['a', 'b'] }, /classNames name folders/],
  ['both ways to keep the shape', { cropToAspectRatio: true, padToAspectRatio: true }, /only one of/],
  ['an interpolation that is none', { interpolation: 'lanczos3' }, /interpolation must be 'nearest'/],
  ['a size of zero', { imageSize: [0, 4] }, /imageSize must be \[height, width\]/],
  ['half a batch', { batchSize: 0.5 }, /batchSize must be a positive whole number or null/],
  ['a mode that is none', { labelMode: 'sparse' }, /labelMode must be 'int', 'categorical'/],
  ['a color mode that is none', { colorMode: 'bgr' }, /colorMode must be 'grayscale'/],
  ['a split of one', { validationSplit: 1, subset: 'both' }, /validationSplit must lie between 0 and 1/],
  ['a subset that is none', { validationSplit: 0.5, subset: 'test' }, /subset must be 'training'/],
])('%s is refused', async (_, args, message) => {
  const folder = await grayFolder(2, 3);
  expect(() => imageDatasetFromDirectory(folder, { ...small, ...(args as object) })).toThrow(message);
});

it('a folder that is none, or without images, is refused', () => {
  expect(() => imageDatasetFromDirectory('/nowhere', small)).toThrow(/nowhere is not a folder/);
  expect(() => imageDatasetFromDirectory(temporaryFolder(), small)).toThrow(/holds no images/);
});

describe('a file that cannot be read', () => {
  async function broken(): Promise<string> {
    const folder = await grayFolder(2, 3);
    writeFileSync(path.join(folder, 'c0', 'page.png'), '<html>');
    // It begins as a PNG and ends at once: only decoding finds it.
    writeFileSync(
      path.join(folder, 'c1', 'cut.png'),
      Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0),
    );
    return folder;
  }

  it('is named and left out, with its label', async () => {
    const said: string[] = [];
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    const folder = await broken();
    const dataset = imageDatasetFromDirectory(folder, { ...small, shuffle: false });
    const seen = await readAll(dataset);
    expect(seen.images.map((image) => image[0])).toEqual([0, 1, 2, 10, 11, 12]);
    expect(seen.labels).toEqual([0, 0, 0, 1, 1, 1]);
    expect(said.join('')).toMatch(
      /c0\/page\.png \(it is not a JPEG[\s\S]*An image is left out: .*c1\/cut\.png/,
    );
  });

  it('is an error if strict', async () => {
    const folder = await broken();
    expect(() => imageDatasetFromDirectory(folder, { ...small, strict: true })).toThrow(/c0\/page\.png/);
    const dataset = imageDatasetFromDirectory(folder, { ...small, strict: true, classNames: ['c1'] });
    await expect(readAll(dataset)).rejects.toThrow(/c1\/cut\.png could not be read/);
  });
});

it('links to folders are followed if asked for, and never in a circle', async () => {
  const folder = await grayFolder(1, 2);
  const elsewhere = await grayFolder(1, 3);
  symlinkSync(path.join(elsewhere, 'c0'), path.join(folder, 'c0', 'more'));
  symlinkSync(path.join(folder, 'c0'), path.join(folder, 'c0', 'circle'));
  expect(imageDatasetFromDirectory(folder, small).filePaths).toHaveLength(2);
  expect(imageDatasetFromDirectory(folder, { ...small, followLinks: true }).filePaths).toHaveLength(5);
});

it('frees what is read ahead when the reader stops early', async () => {
  const folder = await grayFolder(2, 20);
  const before = tf.memory().numTensors;
  for (const batchSize of [3, null]) {
    for await (const element of imageDatasetFromDirectory(folder, { ...small, batchSize })) {
      tf.dispose(element);
      break;
    }
  }
  expect(tf.memory().numTensors).toBe(before);
});

it('goes into fit and evaluate, and fit warns of files in both', async () => {
  const folder = await grayFolder(2, 8);
  const options = { ...small, imageSize: 4, labelMode: 'binary' } as const;
  const [training, validation] = imageDatasetFromDirectory(folder, {
    ...options,
    validationSplit: 0.25,
    subset: 'both',
  });
  const model = models.sequential([
    layers.flatten({ inputShape: [4, 4, 3] }),
    layers.dense({ units: 1, activation: 'sigmoid' }),
  ]);
  model.compile({ optimizer: 'adam', loss: 'binaryCrossentropy' });
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const history = await model.fit(training, { epochs: 2, validationData: validation, verbose: 0 });
  expect(history.history.val_loss).toHaveLength(2);
  expect(said.join('')).not.toMatch(/both|share/);
  await model.fit(training, { epochs: 1, validationData: training, verbose: 0 });
  expect(said.join('')).toMatch(/png/);
});
