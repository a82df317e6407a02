/** Whatever form the data has, training on it is the same. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  ArgumentError,
  type BatchInput,
  type BatchSequence,
  layers,
  models,
  type Tensor,
  type TrainingData,
  tf,
} from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

const x = Array.from({ length: 10 }, (_, row) => [row / 10, 1 - row / 5]);
const y = x.map(([a, b]) => [2 * a! - b!]);
const weights = x.map((_, row) => 0.5 + row / 10);

function oneLayer(): models.Sequential {
  const model = models.sequential([layers.dense({ units: 1, inputShape: [2], kernelInitializer: 'ones' })]);
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

const batchesOf = (size: number, weighted = false): BatchInput[] =>
  Array.from({ length: Math.ceil(x.length / size) }, (_, index) => {
    const cut = <T>(rows: T[]): T[] => rows.slice(index * size, (index + 1) * size);
    return weighted ? [cut(x), cut(y), cut(weights)] : [cut(x), cut(y)];
  });

async function trained(data: TrainingData, args: object = {}): Promise<unknown> {
  const model = oneLayer();
  const before = settledTensorCount();
  const history = await model.fit(data, { epochs: 3, batchSize: 4, shuffle: false, verbose: 0, ...args });
  expect(tf.memory().numTensors).toBe(before);
  const values = model.getWeights().map((weight) => [...weight.dataSync()]);
  return [history.history, values];
}

afterEach(() => vi.restoreAllMocks());

describe('fit takes', async () => {
  const [tensorX, tensorY] = [tf.tensor2d(x), tf.tensor2d(y)];
  const expected = await trained([tensorX, tensorY]);

  it('nested arrays', async () => expect(await trained([x, y])).toEqual(expected));

  it('typed arrays, alone and as rows', async () => {
    const rows = x.map((row) => Float64Array.from(row));
    const column = Float64Array.from(y.flat());
    expect(await trained([rows, column])).toEqual(expected);
  });

  it('a record by the names of inputs and outputs', async () => {
    const model = oneLayer();
    const [input] = model.inputs;
    const [output] = model.outputs;
    const history = await model.fit([{ [input!.sourceLayer.name]: x }, { [output!.sourceLayer.name]: y }], {
      epochs: 3,
      batchSize: 4,
      shuffle: false,
      verbose: 0,
    });
    expect(history.history).toEqual((expected as [unknown])[0]);
  });

  it('a generator function, which begins anew at every epoch', async () => {
    expect(await trained(() => batchesOf(4))).toEqual(expected);
    async function* slowly() {
      for (const batch of batchesOf(4)) {
        await Promise.resolve();
        yield batch;
      }
    }
    expect(await trained(slowly)).toEqual(expected);
  });

  it('a generator of tensors, which it disposes', async () => {
    const tensors = function* () {
      for (const batch of batchesOf(4)) {
        const [features, targets] = batch as [number[][], number[][]];
        yield { x: tf.tensor2d(features), y: tf.tensor2d(targets) };
      }
    };
    expect(await trained(tensors)).toEqual(expected);
  });

  it('any list of batches', async () => {
    const list = [...batchesOf(4), ...batchesOf(4)];
    expect(list.length).toBe(6);
    expect(await trained(list, { epochs: 1 })).not.toEqual(expected);
    expect(await trained(new Set(batchesOf(4)))).toEqual(expected);
  });

  it('a sequence of batches', async () => {
    let ends = 0;
    const batches = batchesOf(4);
    const sequence: BatchSequence = {
      length: batches.length,
      get: async (index) => batches[index]!,
      onEpochEnd: () => void ends++,
    };
    expect(await trained(sequence)).toEqual(expected);
    expect(ends).toBe(3);
  });

  it('a data set of its own', async () => {
    const source = {
      length: 10,
      *batches({ batchSize, order }: { batchSize: number; order?: Int32Array }) {
        const places = order ?? Int32Array.from({ length: 10 }, (_, place) => place);
        for (let start = 0; start < places.length; start += batchSize) {
          const part = [...places.subarray(start, start + batchSize)];
          yield {
            x: tf.tensor2d(part.map((place) => x[place]!)),
            y: tf.tensor2d(part.map((place) => y[place]!)),
          };
        }
      },
    };
    expect(await trained(source)).toEqual(expected);
    const split = await trained(source, { validationSplit: 0.3 });
    expect(split).toEqual(await trained([x, y], { validationSplit: 0.3 }));
  });
});

describe('sample weights come', async () => {
  const expected = await trained([x, y, weights]);

  it('with the data or beside it, in batches too', async () => {
    expect(await trained([x, y])).not.toEqual(expected);
    expect(await trained([x, y], { sampleWeight: weights })).toEqual(expected);
    expect(await trained(() => batchesOf(4, true))).toEqual(expected);
  });

  it('and do not go with a generator as an argument', async () => {
    await expect(trained(() => batchesOf(4), { sampleWeight: weights })).rejects.toThrow(
      'fit: sampleWeight goes with arrays. A data set or generator gives the weights with each batch.',
    );
  });
});

describe('stepsPerEpoch', () => {
  it('lets a generator that never ends be cut into epochs', async () => {
    const forever = function* () {
      for (let index = 0; ; index = (index + 1) % 3) yield batchesOf(4)[index]!;
    };
    const endless = await trained(forever, { stepsPerEpoch: 3 });
    expect(endless).toEqual(await trained([x, y]));
  });

  it('goes on in the next epoch where the last one stopped', async () => {
    const seen: number[] = [];
    const model = oneLayer();
    const sequence: BatchSequence = {
      length: 3,
      get(index) {
        seen.push(index);
        return batchesOf(4)[index]!;
      },
    };
    const history = await model.fit(sequence, { epochs: 4, stepsPerEpoch: 2, shuffle: false, verbose: 0 });
    // As Keras: 0 1 | 2, then the data end inside the epoch | begin anew 0 1 | 2.
    expect(seen).toEqual([0, 1, 2, 0, 1, 2]);
    expect(history.epoch).toEqual([0, 1, 2, 3]);
  });

  it('says that a started generator has ended', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const model = oneLayer();
    const started = (function* () {
      yield* batchesOf(4);
    })();
    const history = await model.fit(started, { epochs: 3, verbose: 0 });
    expect(history.epoch).toEqual([0]);
    expect(stderr.mock.calls.flat().join('')).toBe(
      'Warning: fit: the data ran out after 1 of 3 epochs. A generator that was started ends once; give the generator function itself, which begins anew at every epoch.\n',
    );
  });
});

describe('the order', () => {
  it('is a new one every epoch, of all samples, and the same for every part of the data', async () => {
    const orders: number[][] = [];
    const model = oneLayer();
    let epoch: number[] = [];
    model.trainStep = ({ x: features, y: targets }) => {
      const [a, b] = [(features as Tensor).dataSync(), (targets as Tensor).dataSync()];
      // A target is 2a − b of its sample: rows still belong together.
      for (const [row, target] of [...b].entries())
        expect(target).toBeCloseTo(2 * a[2 * row]! - a[2 * row + 1]!, 5);
      epoch.push(...[...a].filter((_, index) => index % 2 === 0).map((value) => Math.round(value * 10)));
      return {};
    };
    const onEpochEnd = () => {
      orders.push(epoch);
      epoch = [];
    };
    await model.fit([x, y], { epochs: 3, batchSize: 3, callbacks: [{ onEpochEnd }], verbose: 0 });
    const sorted = orders.map((order) => [...order].sort((a, b) => a - b));
    expect(sorted).toEqual([0, 1, 2].map(() => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect(new Set(orders.map(String)).size).toBe(3);
  });
});

describe('refused are', () => {
  it.each([
    [
      'rows of different lengths',
      [
        [[1, 2], [3]],
        [1, 2],
      ],
      'x: its rows differ: expected rows of 2, found one of 1.',
    ],
    ['what is no number', [[['a', 'b']], [1]], 'x: expected numbers; found "a".'],
    [
      'other weights than samples',
      [x, y, [1, 2]],
      'The data has 10 samples but 2 sample weights: shapes [10,2] and [2].',
    ],
    [
      'names that are none',
      [{ picture: x }, y],
      /^x: there is no “picture”. Expected the names dense.*_input\.$/,
    ],
    [
      'what is no data',
      7,
      'fit: the data must be a data set such as datasets.cifar10.load() gives, [x, y] with one row a sample, a sequence of batches or a generator of batches; received number.',
    ],
    [
      'batches that are none',
      () => [[1]],
      'fit: a batch must be [x, y], [x, y, sampleWeight] or { x, y }; the generator gave a list of 1.',
    ],
  ] as const)('%s', async (_, data, message) => {
    // Wrong on purpose, as in a notebook without types.
    const error = await trained(data as unknown as TrainingData).catch((reason: Error) => reason);
    expect(error).toBeInstanceOf(ArgumentError);
    if (typeof message === 'string') expect((error as Error).message).toBe(message);
    else expect((error as Error).message).toMatch(message);
  });
});
