/** flowFromDirectory, flowFromDataframe and flow against real Keras: files, order, splits, labels, pixels, printed lines. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodePixels } from '../../../src/data/decodePixels.js';
import { type FileFlow, ImageDataGenerator, setLocale, type Tensor, tf } from '../../../src/index.js';
import { type GoldenArray, goldenCase, goldenIds, goldenPath, numbersOf } from '../../goldenCases.js';
import { expectWithin, type PixelTolerance } from '../../goldenPixels.js';

interface FlowCase {
  id: string;
  api: string;
  args: Record<string, unknown>;
  rows?: 'all' | 'valid only';
  raises?: string;
  printed?: string[];
  warnings?: string[];
  class_indices?: Record<string, number> | null;
  samples: number;
  filenames?: string[];
  classes?: number[];
  batch_shapes?: number[][];
  label_shapes?: number[][];
  labels?: GoldenArray | GoldenArray[] | string;
  sample_weight?: GoldenArray;
  keras_departs?: string[];
  pixels?: { file: string; value: GoldenArray; tolerance: PixelTolerance }[];
  indices?: number[];
}

setLocale('en');
const tree = goldenPath('directory/tree');
const ids = goldenIds('directory');
const cases = ids.map((id) => goldenCase<FlowCase>(id));
const namedLike = (start: string): FlowCase[] =>
  cases.filter(({ id }) => id.startsWith(`directory/${start}`));
const ofFolders = namedLike('flow_').filter(({ args }) => args.api === 'flow_from_directory');
const isWhole = ({ filenames, raises }: FlowCase): boolean => filenames !== undefined && raises === undefined;

afterEach(() => vi.restoreAllMocks());

describe('flowFromDirectory', () => {
  it.each(ofFolders.filter(isWhole))('$id', (one) =>
    expectFlow(one, (generator, args) => generator.flowFromDirectory(tree, args)),
  );

  it.each(ofFolders.filter(({ raises }) => raises))('$id', ({ args }) => {
    expect(() => new ImageDataGenerator().flowFromDirectory(tree, flowArgs(args))).toThrow(
      /classMode|subset/,
    );
  });

  it('directory/flow_documented_defaults', () => {
    const one = goldenCase<{ batch_size: number; image_shape: number[]; shuffle: boolean }>(
      'directory/flow_documented_defaults',
    );
    const flow = silently(() => new ImageDataGenerator().flowFromDirectory(tree)).value;
    expect([flow.batchSize, flow.imageShape, flow.shuffle]).toEqual([
      one.batch_size,
      one.image_shape,
      one.shuffle,
    ]);
  });

  it('directory/flow_subset_without_split', () => {
    const one = goldenCase<FlowCase>('directory/flow_subset_without_split');
    const { value, printed } = silently(() =>
      new ImageDataGenerator().flowFromDirectory(tree, flowArgs(one.args)),
    );
    expect([value.samples, value.length, printed]).toEqual([one.samples, 0, one.printed]);
  });

  it('directory/flow_shuffle_seed: every epoch holds each file once, the seed repeats, epochs differ', async () => {
    const orders = async (): Promise<number[][]> => {
      const args = {
        targetSize: [2, 2] as const,
        classMode: 'sparse' as const,
        seed: 42,
        batchSize: 6,
        colorMode: 'grayscale' as const,
      };
      const flow = silently(() => new ImageDataGenerator().flowFromDirectory(tree, args)).value;
      return [await firstPixels(flow), await firstPixels(flow)];
    };
    const [first, again] = [await orders(), await orders()];
    expect(first).toEqual(again);
    expect(first[0]).not.toEqual(first[1]);
    expect(first[0]!.toSorted()).toEqual(first[1]!.toSorted());
    expect(first[0]).toHaveLength(21);
  });
});

describe('flowFromDataframe', () => {
  it.each(namedLike('frame_').filter(isWhole))('$id', (one) =>
    expectFlow(one, (generator, args) =>
      generator.flowFromDataframe(tableOf(one), { ...args, directory: tree }),
    ),
  );

  it.each(namedLike('frame_').filter(({ raises }) => raises))('$id', (one) => {
    const table = goldenPath('directory/table.csv');
    const open = () =>
      new ImageDataGenerator().flowFromDataframe(table, { ...flowArgs(one.args), directory: tree });
    expect(() => silently(open)).toThrow(/classMode/);
  });
});

describe('flow', () => {
  it.each(namedLike('flow_arrays').filter(({ raises }) => !raises))('$id', async (one) => {
    const x = tf.tile(tf.range(0, one.samples).reshape([-1, 1, 1, 1]), [1, 3, 4, 3]);
    const y = tf.range(0, one.samples).mod(2);
    const {
      validation_split: validationSplit,
      batch_size: batchSize,
      subset,
    } = one.args as Record<string, never>;
    const generator = new ImageDataGenerator({ validationSplit });
    const flow = generator.flow([x, y], { batchSize, subset, shuffle: false });
    const seen = await readAll(flow);
    expect(seen.shapes).toEqual(one.batch_shapes);
    expect(seen.images.map((image) => image[0])).toEqual(one.indices);
    expect(seen.labels).toEqual(numbersOf(one.labels as GoldenArray));
  });

  it('directory/flow_arrays_split_classes', () => {
    const sorted = tf.tensor1d([0, 0, 0, 1, 1, 1, 2, 2]);
    const generator = new ImageDataGenerator({ validationSplit: 0.3 });
    const open = () => generator.flow([tf.zeros([8, 3, 4, 3]), sorted], { subset: 'training' });
    expect(open).toThrow(/different number of classes/);
  });

  it('directory/flow_bad_validation_split', () => {
    expect(() => new ImageDataGenerator({ validationSplit: 1.5 })).toThrow(/strictly between 0 and 1/);
  });
});

describe('decoding', () => {
  const { images } = goldenCase<{ images: { file: string; pillow_rgb: GoldenArray }[] }>('directory/decoded');
  it.each(images)('$file as Pillow', async ({ file, pillow_rgb }) => {
    const [height, width] = pillow_rgb.shape as [number, number];
    const image = await decodePixels(`${tree}/${file}`, {
      size: [height, width],
      colorMode: 'rgb',
      interpolation: 'bilinear',
      keepAspectRatio: false,
    });
    const tolerance = /jpe?g$/i.test(file) ? { rtol: 0, atol: 6, mean_abs: 1.5 } : { rtol: 0, atol: 0 };
    expectWithin(image.values, numbersOf(pillow_rgb), tolerance);
  });
});

type Open = (generator: ImageDataGenerator, args: Record<string, never>) => FileFlow;

async function expectFlow(one: FlowCase, open: Open): Promise<void> {
  const generatorArgs = camelCased((one.args.ImageDataGenerator ?? {}) as Record<string, unknown>);
  const generator = new ImageDataGenerator({
    ...generatorArgs,
    kerasCompat: one.keras_departs !== undefined,
  });
  const { value: flow, printed, warned } = silently(() => open(generator, flowArgs(one.args)));
  expect(printed).toEqual(one.printed);
  expect(warned.length).toBe(one.warnings?.length ?? 0);
  expect([flow.samples, flow.filenames]).toEqual([one.samples, one.filenames]);
  expect(flow.classIndices).toEqual(one.class_indices ?? {});
  if (one.classes) expect([...flow.classes]).toEqual(one.classes);
  const seen = await readAll(flow);
  expect(seen.shapes).toEqual(one.batch_shapes);
  if (one.label_shapes) expect(seen.labelShapes).toEqual(one.label_shapes);
  if (one.labels === 'the batch itself') expect(seen.labels).toEqual(seen.images.flat());
  else if (Array.isArray(one.labels)) {
    const columns = one.labels.map((column) => Float32Array.from(numbersOf(column)));
    expect(seen.outputs.map((output) => Float32Array.from(output))).toEqual(columns);
  } else if (one.labels) {
    expect(Float32Array.from(seen.labels)).toEqual(Float32Array.from(numbersOf(one.labels as GoldenArray)));
  }
  if (one.sample_weight) {
    expect(Float32Array.from(seen.weights)).toEqual(Float32Array.from(numbersOf(one.sample_weight)));
  }
  for (const { file, value, tolerance } of one.pixels ?? []) {
    expectWithin(seen.images[flow.filenames.indexOf(file)]!, numbersOf(value), tolerance);
  }
}

interface Seen {
  shapes: number[][];
  labelShapes: number[][];
  images: number[][];
  labels: number[];
  outputs: number[][];
  weights: number[];
}

async function readAll(
  flow: AsyncIterable<{ x: Tensor; y: Tensor | Tensor[]; sampleWeight?: Tensor }>,
): Promise<Seen> {
  const seen: Seen = { shapes: [], labelShapes: [], images: [], labels: [], outputs: [], weights: [] };
  for await (const { x, y, sampleWeight } of flow) {
    seen.shapes.push(x.shape);
    for (const image of x.unstack()) seen.images.push([...image.dataSync()]);
    const outputs = [y ?? []].flat();
    for (const [index, output] of outputs.entries()) {
      if (index === 0) seen.labelShapes.push(output.shape);
      seen.outputs[index] = [...(seen.outputs[index] ?? []), ...output.dataSync()];
    }
    if (sampleWeight) seen.weights.push(...sampleWeight.dataSync());
  }
  seen.labels = seen.outputs[0] ?? [];
  return seen;
}

async function firstPixels(flow: FileFlow): Promise<number[]> {
  return (await readAll(flow)).images.map((image) => image.reduce((sum, value) => sum * 256 + value));
}

/** Keras's names → ours; `null` stays. */
function flowArgs({
  api: _,
  ImageDataGenerator: __,
  class_mode,
  ...args
}: Record<string, unknown>): Record<string, never> {
  const classMode = class_mode === 'multi_output' ? 'multiOutput' : class_mode;
  return { ...camelCased(args), ...(classMode !== undefined && { classMode }) } as Record<string, never>;
}

function camelCased(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );
}

/** The file itself, or for lists of labels and for valid rows alone the rows in it. */
function tableOf({ rows, args }: FlowCase) {
  const file = goldenPath('directory/table.csv');
  if (rows === 'all') return file;
  const [header, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const columns = header!.split(',');
  return lines
    .map((line) => Object.fromEntries(line.split(',').map((value, at) => [columns[at]!, value])))
    .filter(({ filename }) => filename !== 'Dog/missing.png' && filename !== 'Dog/notes.txt')
    .map((row) => (args.y_col === 'tags' ? { ...row, tags: row.tags!.split('|') } : row));
}

function silently<T>(run: () => T): { value: T; printed: string[]; warned: string[] } {
  const printed: string[] = [];
  const warned: string[] = [];
  const keep = (lines: string[]) => (text: unknown) => {
    lines.push(String(text).trimEnd());
    return true;
  };
  const out = vi
    .spyOn(process.stdout, 'write')
    .mockImplementation(keep(printed) as typeof process.stdout.write);
  const err = vi
    .spyOn(process.stderr, 'write')
    .mockImplementation(keep(warned) as typeof process.stderr.write);
  try {
    return { value: run(), printed, warned };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
