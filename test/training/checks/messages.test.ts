/** Every error and warning of docs/errors.md, by its full text, before the first step. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  layers,
  losses,
  models,
  type Tensor,
  type TrainingData,
  tf,
} from '../../../src/index.js';

type Symbol = ReturnType<typeof layers.input>;

const documented = readFileSync(path.join(import.meta.dirname, '../../../docs/errors.md'), 'utf8');

let warnings: string[];

beforeEach(() => {
  warnings = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    warnings.push(String(text));
    return true;
  });
});
afterEach(() => vi.restoreAllMocks());

const logits = () => losses.sparseCategoricalCrossentropy({ fromLogits: true });

function images(
  args: {
    units?: number;
    activation?: 'softmax';
    loss?: string | ReturnType<typeof logits>;
    first?: layers.Layer;
  } = {},
): models.Sequential {
  const model = models.sequential(
    [
      args.first ?? layers.flatten({ inputShape: [4, 4, 3] }),
      ...(args.first === undefined ? [] : [layers.flatten()]),
      layers.dense({ units: args.units ?? 3, activation: args.activation, name: 'scores' }),
    ],
    { name: 'images' },
  );
  model.compile({ optimizer: 'sgd', loss: args.loss ?? logits() });
  return model;
}

const pixels = (samples = 2, shape: number[] = [4, 4, 3]): Tensor => tf.fill([samples, ...shape], 0.5);
const labels = (...values: number[]): Tensor => tf.tensor1d(values, 'int32');

async function messageOf(run: () => Promise<unknown>): Promise<string> {
  let steps = 0;
  const error = await run().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  steps++;
  expect(steps).toBe(1);
  expect(error).toBeInstanceOf(ArgumentError);
  return (error as Error).message;
}

/** The message, which must stand in the table too (there with “…” where it continues). */
async function refused(data: TrainingData, expected: string, model = images()): Promise<void> {
  const before = model.getWeights().map((weight) => [...weight.dataSync()]);
  expect(await messageOf(() => model.fit(data, { verbose: 0 }))).toBe(expected);
  expect(model.getWeights().map((weight) => [...weight.dataSync()])).toEqual(before);
}

describe('features', () => {
  it('of another shape', async () => {
    await refused(
      [pixels(2, [48]), labels(0, 1)],
      'fit: the model expects samples of shape [4, 4, 3]; these are [48]. 4·4·3 = 48 and 48: the same numbers in another shape. Use x.reshape([-1, 4, 4, 3]).',
    );
    await refused(
      [pixels(2, [3, 4, 4]), labels(0, 1)],
      'fit: the model expects samples of shape [4, 4, 3]; these are [3, 4, 4]. The channels come last here: use x.transpose([0, 2, 3, 1]).',
    );
    await refused(
      [pixels(2, [8, 8, 3]), labels(0, 1)],
      'fit: the model expects samples of shape [4, 4, 3]; these are [8, 8, 3]. Resize the images to 4×4.',
    );
    const gray = images({ first: layers.conv2D({ filters: 1, kernelSize: 3, inputShape: [4, 4, 1] }) });
    await refused(
      [pixels(2, [4, 4]), labels(0, 1)],
      'fit: the model expects samples of shape [4, 4, 1]; these are [4, 4]. The channel axis is missing: x.expandDims(-1) gives [4, 4, 1].',
      gray,
    );
    const flat = models.sequential([layers.dense({ units: 3, inputShape: [48] })]);
    flat.compile({ loss: logits() });
    await refused(
      [pixels(2, [4, 4, 2]), labels(0, 1)],
      'fit: the model expects samples of shape [48]; these are [4, 4, 2]. 4·4·2 = 32, not 48.',
      flat,
    );
  });

  it('that are NaN or infinite', async () => {
    const broken = tf.tensor4d([...new Array(47).fill(0), Number.NaN], [1, 4, 4, 3]);
    await refused(
      [broken, labels(0)],
      'fit: one value is NaN or infinite in the features, shape [1, 4, 4, 3]. Look for a division by zero in the preprocessing, or for a file that was not read whole.',
    );
    const all = tf.fill([1, 4, 4, 3], Number.POSITIVE_INFINITY);
    await refused(
      [all, labels(0)],
      'fit: 48 of 48 values are NaN or infinite in the features, shape [1, 4, 4, 3]. Look for a division by zero in the preprocessing, or for a file that was not read whole.',
    );
    const opposite = tf.concat([all, tf.neg(all)]);
    await refused(
      [opposite, labels(0, 1)],
      'fit: 96 of 96 values are NaN or infinite in the features, shape [2, 4, 4, 3]. Look for a division by zero in the preprocessing, or for a file that was not read whole.',
    );
  });

  it('but not numbers whose sum is too large for a float', async () => {
    const large = tf.fill([1, 4, 4, 3], 3e38);
    expect(tf.sum(large).dataSync()[0]).toBe(Number.POSITIVE_INFINITY);
    const { epoch } = await images().fit([large, labels(0)], { verbose: 0 });
    expect(epoch).toEqual([0]);
  });

  it('that are missing', async () => {
    await refused([pixels(0), labels()], 'fit: the data is empty: there are no samples to learn from.');
    expect(await messageOf(() => images().evaluate([pixels(0), labels()]))).toBe(
      'evaluate: the data is empty.',
    );
    const validationData = [pixels(0), labels()] as const;
    expect(await messageOf(() => images().fit([pixels(), labels(0, 1)], { validationData }))).toBe(
      'fit: validationData is empty: there are no samples to measure.',
    );
    expect(await messageOf(() => images().fit([pixels(), labels(0, 1)], { validationSplit: 0.9 }))).toBe(
      'fit: validationSplit 0.9 of 2 samples leaves ⌊2·(1 − 0.9)⌋ = 0 to learn from.',
    );
  });

  it('in 0–255', async () => {
    const bytes = tf.tensor4d(
      Array.from({ length: 48 }, (_, index) => 5 * index),
      [1, 4, 4, 3],
    );
    const model = images();
    await model.fit([bytes, labels(0)], { epochs: 2, verbose: 0 });
    expect(warnings).toEqual([
      'Warning: fit: the images run from 0 to 235, and the model does not begin by rescaling them. Networks learn badly from numbers as large: divide by 255, or begin with layers.rescaling({ scale: 1 / 255 }).\n',
    ]);
    warnings.length = 0;
    await images({ first: layers.rescaling({ scale: 1 / 255, inputShape: [4, 4, 3] }) }).fit(
      [bytes, labels(0)],
      { verbose: 0 },
    );
    await images().fit([tf.div(bytes, 255), labels(0)], { verbose: 0 });
    await images().fit([tf.sub(bytes, 128), labels(0)], { verbose: 0 });
    expect(warnings).toEqual([]);
  });
});

describe('labels', () => {
  it('outside the classes', async () => {
    await refused(
      [pixels(), labels(0, 3)],
      "fit: the label 3 is none of the model's 3 classes, 0 to 2. Give the last layer as many units as there are classes, and count labels from 0.",
    );
    await refused(
      [pixels(), labels(0, 9)],
      "fit: the label 9 is none of the model's 3 classes, 0 to 2. Give the last layer as many units as there are classes (at least 10 here), and count labels from 0.",
    );
    await refused(
      [pixels(), labels(0, -1)],
      "fit: the label -1 is none of the model's 3 classes, 0 to 2. Count labels from 0.",
    );
  });

  it('that are no whole numbers', async () => {
    await refused(
      [pixels(), tf.tensor1d([0, 0.5])],
      'fit: the label 0.5 is no whole number. Class indices are expected, 0 to 2; for numbers to be approached use a loss such as meanSquaredError.',
    );
  });

  it('one-hot with a sparse loss, and the reverse', async () => {
    const oneHot = tf.tensor2d([
      [1, 0, 0],
      [0, 0, 1],
    ]);
    await refused(
      [pixels(), oneHot],
      'fit: sparse_categorical_crossentropy takes class indices, such as 3; the targets are rows of 3 numbers (one-hot), shape [2, 3]. Use categoricalCrossentropy, or turn them into indices with y.argMax(-1).',
    );
    const model = images({ activation: 'softmax', loss: 'categoricalCrossentropy' });
    await refused(
      [pixels(), labels(0, 1)],
      'fit: categorical_crossentropy takes one-hot rows of 3 numbers; the targets are class indices, shape [2]. Use sparseCategoricalCrossentropy, or tf.oneHot(y, 3).',
      model,
    );
  });

  it('of another shape than the output', async () => {
    await refused(
      [pixels(), tf.zeros([2, 4])],
      'fit: the model gives 3 numbers a sample, the targets have 4 numbers: output [batch, 3], targets [2, 4].',
      images({ loss: 'meanSquaredError' }),
    );
    await refused(
      [pixels(), tf.zeros([2, 2, 2])],
      'fit: sparse_categorical_crossentropy takes one class index a sample; the targets have shape [2, 2, 2] where the output has [batch, 3].',
    );
  });

  it('are checked in every batch of the first epoch', async () => {
    const model = images();
    const late = () =>
      [
        [pixels(), labels(0, 1)],
        [pixels(), labels(1, 7)],
      ] as const;
    expect(await messageOf(() => model.fit(late, { verbose: 0 }))).toContain('fit: the label 7 is none');
  });
});

describe('numbers of inputs and outputs', () => {
  it('that differ', async () => {
    const [a, b] = [layers.input({ shape: [1], name: 'a' }), layers.input({ shape: [1], name: 'b' })];
    const dense = (name: string, input: Symbol) => layers.dense({ units: 1, name }).apply(input) as Symbol;
    const model = models.functional({ inputs: [a, b], outputs: [dense('left', a), dense('right', b)] });
    model.compile({ loss: 'meanSquaredError' });
    const one = tf.zeros([2, 1]);
    const messageFor = (data: TrainingData) => messageOf(() => model.fit(data, { verbose: 0 }));
    expect(await messageFor([one, [one, one]])).toBe(
      'fit: the model has 2 inputs (a, b); the data has 1. Give x as a list in this order, or as a record by name.',
    );
    expect(await messageFor([[one, one], one])).toBe(
      'fit: the model has 2 outputs, left and right, so 2 targets are expected; 1 came. Give y as a list in this order, or as a record by name.',
    );
    expect(await messageFor([[one, one], { left: one }])).toBe(
      'y: “right” is missing. Expected the names left, right.',
    );
  });
});

describe('compile', () => {
  it('that was forgotten', async () => {
    const model = models.sequential([layers.dense({ units: 1, inputShape: [2] })]);
    expect(await messageOf(() => model.fit([[[1, 2]], [[1]]]))).toBe(
      'fit: the model is not compiled. Call model.compile({ optimizer, loss, metrics }) before it.',
    );
  });

  it.each([
    [
      { loss: 'sparse_crossentropy' },
      'compile: unknown loss “sparse_crossentropy”. Did you mean “sparseCategoricalCrossentropy”?',
    ],
    [
      { loss: 'meanSquareError' },
      'compile: unknown loss “meanSquareError”. Did you mean “meanSquaredError”?',
    ],
    [{ loss: 'mse', optimizer: 'adma' }, 'compile: unknown optimizer “adma”. Did you mean “adam”?'],
    [{ loss: 'mse', metrics: ['acuracy'] }, 'compile: unknown metric “acuracy”. Did you mean “accuracy”?'],
  ])('with a misspelt name: %o', (args, expected) => {
    const model = models.sequential([layers.dense({ units: 1, inputShape: [2] })]);
    expect(() => model.compile(args)).toThrow(expected);
    expect(() => model.compile(args)).toThrow(ArgumentError);
  });

  it('with a loss that does not go with the last layer', async () => {
    await images({ activation: 'softmax' }).fit([pixels(), labels(0, 1)], { verbose: 0 });
    expect(warnings).toEqual([
      'Warning: fit: the model ends in softmax, but its loss sparse_categorical_crossentropy was made with fromLogits: true. The loss is computed from the logits before the softmax; remove the one or the other.\n',
    ]);
    warnings.length = 0;
    await images({ loss: 'sparseCategoricalCrossentropy' }).fit([pixels(), labels(0, 1)], { verbose: 0 });
    expect(warnings).toEqual([
      'Warning: fit: the model ends without an activation, but its loss sparse_categorical_crossentropy expects probabilities. Use fromLogits: true in the loss, or end the model with softmax.\n',
    ]);
    warnings.length = 0;
    await images({ activation: 'softmax', loss: 'sparseCategoricalCrossentropy' }).fit(
      [pixels(), labels(0, 1)],
      { verbose: 0 },
    );
    await images().fit([pixels(), labels(0, 1)], { verbose: 0 });
    expect(warnings).toEqual([]);
  });
});

describe('the split of the data', () => {
  const source = (fileNames: string[]) => ({
    length: fileNames.length,
    fileNames,
    *batches() {
      yield { x: pixels(fileNames.length), y: tf.zeros([fileNames.length], 'int32') };
    },
  });

  it('that shares files', async () => {
    const model = images();
    await model.fit(source(['a.png', 'b.png', 'c.png']), {
      validationData: source(['c.png', 'd.png']),
      verbose: 0,
    });
    expect(warnings).toEqual([
      'Warning: fit: 1 of 2 validation files are trained on too (c.png). Validation then measures memory, not what was learned: take the files apart before training.\n',
    ]);
    warnings.length = 0;
    await model.fit(source(['a.png']), { validationData: source(['b.png']), verbose: 0 });
    expect(warnings).toEqual([]);
  });

  it('with a batch larger than the data', async () => {
    await images().fit([pixels(), labels(0, 1)], { batchSize: 64, verbose: 0 });
    expect(warnings).toEqual([
      'Warning: fit: batchSize 64 is larger than the 2 samples of the data, so that every epoch is one step on all of them. A smaller batch makes more steps.\n',
    ]);
    warnings.length = 0;
    await images().fit([pixels(), labels(0, 1)], { verbose: 0 });
    expect(warnings).toEqual([]);
  });
});

it('docs/errors.md holds the beginning of each', () => {
  const here = readFileSync(import.meta.filename, 'utf8');
  const texts = [...here.matchAll(/['"](?:Warning: )?((?:fit|evaluate|compile|y): [^'"]{20,})/g)].map(
    ([, text]) => text!,
  );
  expect(texts.length).toBeGreaterThan(25);
  const plain = (text: string) => text.replace(/“[^”]*”|\d+(\.\d+)?|\[[^\]]*\]/g, '#');
  const table = plain(documented);
  const missing = texts.filter((text) => !table.includes(plain(text).slice(0, 24)));
  expect(missing).toEqual([]);
});
