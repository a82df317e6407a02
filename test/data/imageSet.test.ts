import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ImageSet } from '../../src/data/imageSet.js';
import { tf } from '../../src/engine/index.js';

const imageShape = [2, 3, 3] as const;
const classNames = ['cat', 'dog', 'frog'];

/** Image i is full of the byte i (mod 256) and has label i mod 3, so that a picture shows where it came from. */
function numbered(length: number, rescale?: number): ImageSet {
  const images = Uint8Array.from({ length: length * 18 }, (_, offset) => Math.floor(offset / 18));
  const labels = Uint8Array.from({ length }, (_, index) => index % 3);
  return new ImageSet({
    images,
    labels,
    imageShape,
    classNames,
    ...(rescale === undefined ? {} : { rescale }),
  });
}

const numbers = (set: ImageSet): number[] =>
  Array.from({ length: set.length }, (_, place) => set.image(place)[0]!);
const upTo = (length: number): number[] => Array.from({ length }, (_, index) => index);

describe('views', () => {
  test('slice counts as Array.slice does, of a view as of the whole', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), {
          maxLength: 3,
        }),
        (length, cuts) => {
          let set = numbered(length);
          let expected = upTo(length);
          for (const [start, end] of cuts) {
            set = set.slice(start, end);
            expected = expected.slice(start, end);
          }
          expect(numbers(set)).toEqual(expected);
        },
      ),
    );
  });

  test('take and skip part a set in two', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(50), (length, count) => {
        const set = numbered(length);
        expect([...numbers(set.take(count)), ...numbers(set.skip(count))]).toEqual(upTo(length));
      }),
    );
  });

  test('shuffle keeps every image with its label, and repeats with its seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 60 }), fc.integer(), (length, seed) => {
        const shuffled = numbered(length).shuffle(seed);
        const order = numbers(shuffled);
        expect([...order].sort((a, b) => a - b)).toEqual(upTo(length));
        expect([...shuffled.labels]).toEqual(order.map((number) => number % 3));
        expect(numbers(numbered(length).shuffle(seed))).toEqual(order);
      }),
    );
    expect(numbers(numbered(60).shuffle(1))).not.toEqual(numbers(numbered(60).shuffle(2)));
  });

  test('filter and select go by the places of the view', () => {
    const evens = numbered(10).filter((_, place) => place % 2 === 0);
    expect(numbers(evens)).toEqual([0, 2, 4, 6, 8]);
    expect(numbers(evens.select([4, 0, 0]))).toEqual([8, 0, 0]);
    expect(numbers(evens.filter((label) => classNames[label] === 'cat'))).toEqual([0, 6]);
    expect(evens.label(2)).toBe(1);
    expect(evens.className(2)).toBe('dog');
  });

  test('share the bytes', () => {
    const set = numbered(6);
    expect(set.take(3).shuffle(1).image(0).buffer).toBe(set.image(0).buffer);
  });
});

describe('batches', () => {
  test('hold every image once, scaled to 0 … 1, the last one smaller', () => {
    const batches = [...numbered(7).batches({ batchSize: 3 })];
    expect(batches.map(({ x }) => x.shape)).toEqual([
      [3, 2, 3, 3],
      [3, 2, 3, 3],
      [1, 2, 3, 3],
    ]);
    expect(batches.map(({ y }) => [...y.dataSync()])).toEqual([[0, 1, 2], [0, 1, 2], [0]]);
    expect(batches[0]!.x.dtype).toBe('float32');
    expect(batches[0]!.y.dtype).toBe('int32');
    const values = batches.flatMap(({ x }) => [...x.dataSync()]);
    expect(values).toEqual(upTo(7 * 18).map((offset) => Math.fround(Math.floor(offset / 18) / 255)));
    for (const { x, y } of batches) tf.dispose([x, y]);
  });

  test('follow the order, within the view', () => {
    const set = numbered(10).skip(5);
    const [batch] = [...set.withRescale(1).batches({ batchSize: 8, order: Int32Array.of(4, 0, 2) })];
    expect([...batch!.x.dataSync()].filter((_, offset) => offset % 18 === 0)).toEqual([9, 5, 7]);
    expect([...batch!.y.dataSync()]).toEqual([0, 2, 1]);
    tf.dispose([batch!.x, batch!.y]);
  });

  test('leave no tensor behind once the taker has disposed them', () => {
    const before = tf.memory().numTensors;
    for (const { x, y } of numbered(20).batches({ batchSize: 6 })) tf.dispose([x, y]);
    const { x, y } = numbered(4).toTensors();
    expect(x.shape).toEqual([4, 2, 3, 3]);
    tf.dispose([x, y]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('rescale is what a byte is multiplied by', () => {
    const { x, y } = numbered(3, -2).toTensors();
    expect(x.dataSync()[2 * 18]).toBe(-4);
    tf.dispose([x, y]);
  });
});

describe('errors say what was expected and what came', () => {
  const bytes = { images: new Uint8Array(36), labels: new Uint8Array(2), imageShape, classNames };
  test.each([
    [
      '35 bytes',
      () => new ImageSet({ ...bytes, images: new Uint8Array(35) }),
      /2 labels.*2×3×3 need 36 bytes, received 35/,
    ],
    [
      'a label without a name',
      () => new ImageSet({ ...bytes, labels: Uint8Array.of(0, 3) }),
      /label 3 of image 1.*0 to 2/,
    ],
    [
      'a shape of two',
      () => new ImageSet({ ...bytes, imageShape: [6, 6] as never }),
      /imageShape: expected \[height/,
    ],
    ['rescale 0', () => new ImageSet({ ...bytes, rescale: 0 }), /rescale: expected/],
    ['image 2 of 2', () => numbered(2).image(2), /image: there is no image 2; the set has 2, from 0 to 1/],
    ['image −1', () => numbered(2).label(-1), /label: there is no image -1/],
    ['an image of none', () => numbered(0).image(0), /the set is empty/],
    ['select 5 of 5', () => numbered(5).select([5]), /select: there is no image 5/],
    ['take −1', () => numbered(5).take(-1), /take: expected how many/],
    ['slice 0.5', () => numbered(5).slice(0.5), /slice: expected whole numbers, received 0.5/],
    ['batchSize 0', () => [...numbered(5).batches({ batchSize: 0 })], /batchSize: expected a positive/],
    [
      'order 9 of 5',
      () => [...numbered(5).batches({ batchSize: 1, order: Int32Array.of(9) })],
      /order: there is no image 9/,
    ],
    ['tensors of none', () => numbered(0).toTensors(), /toTensors: the set is empty/],
    ['shuffle NaN', () => numbered(5).shuffle(Number.NaN), /shuffle: expected a seed/],
  ])('%s', (_, act, message) => {
    expect(act).toThrow(
      expect.objectContaining({ name: 'ArgumentError', message: expect.stringMatching(message) }),
    );
  });

  test('an empty set has no batches', () => {
    expect([...numbered(0).batches({ batchSize: 4 })]).toEqual([]);
  });
});

test('shows itself in one line', () => {
  expect(String(numbered(1200))).toBe('ImageSet: 1,200 images 2×3×3, 3 classes (cat, dog, frog)');
});
