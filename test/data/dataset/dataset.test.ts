import { setTimeout as later } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ArgumentError,
  Dataset,
  layers,
  models,
  optimizers,
  setSeed,
  type Tensor,
  tf,
} from '../../../src/index.js';
import { settledTensorCount } from '../../tensorCount.js';

async function listOf<T>(dataset: AsyncIterable<T>): Promise<T[]> {
  const elements: T[] = [];
  for await (const element of dataset) elements.push(element);
  return elements;
}

function upTo(length: number): Dataset<number> {
  return Dataset.fromGenerator(() => Array.from({ length }, (_, index) => index));
}

describe('a data set', () => {
  it('does to lists what their own methods do, step after step', async () => {
    const step = fc.oneof(
      fc.record({
        kind: fc.constantFrom('take', 'skip', 'repeat', 'prefetch', 'cache', 'map', 'filter'),
        count: fc.nat(7),
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.array(step, { maxLength: 5 }), async (length, steps) => {
        let dataset = upTo(length);
        let list = Array.from({ length }, (_, index) => index);
        for (const { kind, count } of steps) {
          if (kind === 'take') [dataset, list] = [dataset.take(count), list.slice(0, count)];
          if (kind === 'skip') [dataset, list] = [dataset.skip(count), list.slice(count)];
          if (kind === 'repeat')
            [dataset, list] = [dataset.repeat(count % 3), new Array(count % 3).fill(list).flat()];
          if (kind === 'prefetch') dataset = dataset.prefetch(count + 1);
          if (kind === 'cache') dataset = dataset.cache();
          if (kind === 'map') {
            dataset = dataset.map(async (one) => one * 3 + count, { parallelCalls: count + 1 });
            list = list.map((one) => one * 3 + count);
          }
          if (kind === 'filter') {
            dataset = dataset.filter((one) => one % 3 !== count % 3);
            list = list.filter((one) => one % 3 !== count % 3);
          }
        }
        expect(await listOf(dataset)).toEqual(list);
        expect(await listOf(dataset)).toEqual(list);
      }),
    );
  });

  it('asks for nothing that is not needed', async () => {
    const asked: number[] = [];
    const source = upTo(1000).map((one) => {
      asked.push(one);
      return one;
    });
    expect(await listOf(source.take(3))).toEqual([0, 1, 2]);
    expect(asked).toEqual([0, 1, 2]);
  });

  it('keeps the order of parallel calls, no more of them than allowed, and their draws', async () => {
    let running = 0;
    let most = 0;
    const drawn = (parallelCalls: number): Dataset<[number, number]> =>
      upTo(40).map(
        async (one, random): Promise<[number, number]> => {
          running += 1;
          most = Math.max(most, running);
          await later((one * 7) % 5);
          running -= 1;
          return [one, random.next()];
        },
        { parallelCalls, seed: 5 },
      );
    const one = drawn(1);
    const passes = [await listOf(one), await listOf(one)];
    expect(most).toBe(1);
    const four = drawn(4);
    expect([await listOf(four), await listOf(four)]).toEqual(passes);
    expect(most).toBe(4);
    expect(passes[0]!.map(([index]) => index)).toEqual(Array.from({ length: 40 }, (_, index) => index));
    // Every element and every pass has numbers of its own.
    expect(new Set(passes.flat().map(([, number]) => number)).size).toBe(80);
  });

  it('shuffles within its buffer, evenly, anew every pass, and again with its seed', async () => {
    const order = await listOf(upTo(100).shuffle(10, { seed: 3 }));
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
    // The element at place k is one of the first k + 10.
    expect(order.every((one, place) => one < place + 10)).toBe(true);
    const dataset = upTo(50).shuffle(50, { seed: 3 });
    const passes = [await listOf(dataset), await listOf(dataset)];
    expect(passes[0]).not.toEqual(passes[1]);
    const again = upTo(50).shuffle(50, { seed: 3 });
    expect([await listOf(again), await listOf(again)]).toEqual(passes);
    const fixed = upTo(50).shuffle(50, { seed: 3, reshuffle: false });
    expect(await listOf(fixed)).toEqual(await listOf(fixed));
    // Where 0 lands among four places, 4,000 times: five standard deviations.
    const counts = [0, 0, 0, 0];
    const four = upTo(4).shuffle(4, { seed: 9 });
    for (let pass = 0; pass < 4000; pass++) counts[(await listOf(four)).indexOf(0)]! += 1;
    for (const count of counts)
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(4000 * 0.25 * 0.75));
  });

  it('interleaves as tf.data documents it', async () => {
    // https://www.tensorflow.org/api_docs/python/tf/data/Dataset#interleave: range(1, 6), repeat 6, cycle 2, block 4.
    const source = Dataset.fromGenerator(() => [1, 2, 3, 4, 5]);
    const blocks = source.interleave((one) => Dataset.fromGenerator(() => [one]).repeat(6), {
      cycleLength: 2,
      blockLength: 4,
    });
    expect((await listOf(blocks)).join('')).toBe('111122221122333344443344555555');
  });

  it('zips, and makes batches of records and of pairs', async () => {
    const zipped = Dataset.zip<[number, string]>([upTo(5), Dataset.fromGenerator(() => ['a', 'b'])]);
    expect(await listOf(zipped)).toEqual([
      [0, 'a'],
      [1, 'b'],
    ]);
    const records = Dataset.fromArrays({
      x: tf.range(0, 6).reshape([3, 2]),
      label: new Int32Array([7, 8, 9]),
    });
    const batches = await listOf(records.batch(2));
    expect(batches.map(({ x }) => x.arraySync())).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [[4, 5]],
    ]);
    expect([...batches[0]!.label.dataSync()]).toEqual([7, 8]);
    const rows = Dataset.fromArrays([
      [new Float32Array([1, 2]), new Float32Array([3, 4])],
      [true, false],
    ]);
    const [pair] = await listOf(rows.batch(2));
    expect(pair![0]!.arraySync()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(await listOf(upTo(5).batch(2, { dropRemainder: true }))).toHaveLength(2);
  });

  it('says what is wrong', async () => {
    expect(() => Dataset.fromArrays([[1, 2], [1]])).toThrow(/“0” has 2 and “1” has 1/);
    for (const wrong of [
      () => upTo(1).batch(0),
      () => upTo(1).take(-1),
      () => upTo(1).map((one) => one, { parallelCalls: 0.5 }),
    ]) {
      expect(wrong).toThrow(ArgumentError);
    }
    const uneven = Dataset.fromGenerator(() => [new Float32Array(2), new Float32Array(3)]).batch(2);
    await expect(listOf(uneven)).rejects.toThrow(/cannot be put together/);
    const failing = upTo(9).map(
      async (one) => {
        if (one === 4) throw new Error('five');
        return one;
      },
      { parallelCalls: 3 },
    );
    await expect(listOf(failing.prefetch(2))).rejects.toThrow('five');
  });

  it('leaves no tensor behind, whole or broken off', async () => {
    const before = settledTensorCount();
    const x = tf.randomUniform([30, 2]);
    const made = (): Dataset<Tensor[]> =>
      Dataset.fromArrays([x])
        .shuffle(8)
        .filter(() => true)
        .map(([row]) => [tf.add(row!, 1)], { parallelCalls: 4 })
        .skip(2)
        .batch(4)
        .prefetch(2) as Dataset<Tensor[]>;
    for (const last of [0, 3, 100]) {
      let count = 0;
      for await (const batch of made()) {
        tf.dispose(batch);
        if (count++ === last) break;
      }
      expect(tf.memory().numTensors).toBe(before + 1);
    }
    x.dispose();
  });

  it('trains, evaluates and predicts, an augmentation in it', async () => {
    setSeed(2);
    const model = models.sequential([
      layers.flatten({ inputShape: [4, 4, 3] }),
      layers.dense({ units: 2, activation: 'softmax' }),
    ]);
    model.compile({
      optimizer: optimizers.adam({ learningRate: 0.02 }),
      loss: 'categoricalCrossentropy',
      metrics: ['accuracy'],
    });
    const images = tf.concat([
      tf.randomUniform([24, 4, 4, 3], 0, 0.4),
      tf.randomUniform([24, 4, 4, 3], 0.6, 1),
    ]);
    const labels = tf.oneHot(
      tf.tensor1d(
        Array.from({ length: 48 }, (_, index) => (index < 24 ? 0 : 1)),
        'int32',
      ),
      2,
    );
    const mixUp = layers.mixUp({ alpha: 0.2 });
    const source = Dataset.fromArrays([images, labels]).shuffle(48).batch(8);
    const mixed = source.map(([x, y]): [Tensor, Tensor] => {
      const result = mixUp.augment({ images: x!, labels: y! });
      return [result.images, result.labels!];
    });
    const before = settledTensorCount();
    const { history } = await model.fit(mixed, { epochs: 12, verbose: 0 });
    expect(history.loss!.at(-1)!).toBeLessThan(history.loss![0]!);
    const { accuracy } = await model.evaluate(source);
    expect(accuracy).toBeGreaterThan(0.8);
    const predicted = (await model.predict(source)) as Tensor;
    expect(predicted.shape).toEqual([48, 2]);
    predicted.dispose();
    // The optimizer's slots stay: a count that an epoch more does not change.
    const settled = settledTensorCount();
    await model.fit(mixed, { epochs: 1, verbose: 0 });
    expect(settledTensorCount()).toBe(settled);
    expect(settled).toBeGreaterThan(before);
  });
});
