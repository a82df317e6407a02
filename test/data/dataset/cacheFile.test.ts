import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Dataset, type Tensor, tf } from '../../../src/index.js';
import { temporaryFolder } from '../temporaryFolder.js';

async function listOf<T>(dataset: AsyncIterable<T>): Promise<T[]> {
  const elements: T[] = [];
  for await (const element of dataset) elements.push(element);
  return elements;
}

const fileIn = (folder: string): string => path.join(folder, 'deeper', 'elements');

it('elements of any form come back as they were, from another data set, too', async () => {
  const leaf = fc.oneof(
    fc.double(),
    fc.string({ unit: 'binary' }),
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.float32Array({ maxLength: 5 }),
    fc.uint8Array({ maxLength: 5 }),
    fc.float64Array({ maxLength: 3 }),
  );
  const { element } = fc.letrec((tie) => ({
    element: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('element'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('element'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  const folder = temporaryFolder();
  let number = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(element, { maxLength: 6 }), async (elements) => {
      const file = path.join(folder, String(number++));
      const cached = Dataset.fromGenerator(() => elements).cache(file);
      expect(await listOf(cached)).toEqual(elements);
      expect(await listOf(cached)).toEqual(elements);
      expect(await listOf(Dataset.fromGenerator<unknown>(() => []).cache(file))).toEqual(elements);
    }),
    { numRuns: 60 },
  );
});

it('tensors keep type and shape, and nothing is left of them', async () => {
  const file = fileIn(temporaryFolder());
  const before = tf.memory().numTensors;
  let made = 0;
  const make = (): { x: Tensor; y: Tensor; isCat: Tensor }[] => {
    made += 1;
    return [
      {
        x: tf.tensor3d([0.5, -1, Number.NaN, 4], [2, 2, 1]),
        y: tf.scalar(3, 'int32'),
        isCat: tf.tensor1d([true, false]),
      },
      { x: tf.zeros([0, 2, 1]), y: tf.scalar(-7, 'int32'), isCat: tf.tensor1d([true], 'bool') },
    ];
  };
  const cached = Dataset.fromGenerator(make).cache(file);
  const seen = async (): Promise<unknown[]> => {
    const found: unknown[] = [];
    for await (const { x, y, isCat } of cached) {
      found.push([x, y, isCat].map((tensor) => [tensor.dtype, tensor.shape, [...tensor.dataSync()]]));
      tf.dispose([x, y, isCat]);
    }
    return found;
  };
  const first = await seen();
  expect(first[0]).toEqual([
    ['float32', [2, 2, 1], [0.5, -1, Number.NaN, 4]],
    ['int32', [], [3]],
    ['bool', [2], [1, 0]],
  ]);
  expect(await seen()).toEqual(first);
  expect(made).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});

it('a pass that is not whole leaves no file', async () => {
  const folder = temporaryFolder();
  const cached = Dataset.fromGenerator(() => [1, 2, 3]).cache(fileIn(folder));
  for await (const element of cached) if (element === 2) break;
  expect(readdirSync(path.join(folder, 'deeper'))).toEqual([]);
  const failing = Dataset.fromGenerator<number>(function* () {
    yield 1;
    throw new Error('the source fails');
  }).cache(fileIn(folder));
  await expect(listOf(failing)).rejects.toThrow('the source fails');
  expect(readdirSync(path.join(folder, 'deeper'))).toEqual([]);
  expect(await listOf(cached)).toEqual([1, 2, 3]);
  expect(readdirSync(path.join(folder, 'deeper'))).toEqual(['elements']);
});

it('cut off anywhere, or with a wrong byte, it is an error and never fewer elements', async () => {
  const file = path.join(temporaryFolder(), 'elements');
  const cached = Dataset.fromGenerator(() => [Float32Array.of(1, 2), { text: 'añil' }]).cache(file);
  await listOf(cached);
  const whole = readFileSync(file);
  for (let length = 0; length < whole.length; length += 3) {
    writeFileSync(file, whole);
    truncateSync(file, length);
    await expect(listOf(cached), `cut at ${length}`).rejects.toMatchObject({ name: 'DataError' });
  }
  for (let at = 0; at < whole.length; at++) {
    const wrong = Buffer.from(whole);
    wrong[at]! ^= 4;
    writeFileSync(file, wrong);
    await expect(listOf(cached), `byte ${at}`).rejects.toMatchObject({ name: 'DataError' });
  }
});

it.each<[string, () => unknown, RegExp]>([
  ['a function', () => () => 1, /function cannot be written/],
  ['a date', () => new Date(0), /Date cannot be written/],
  ['texts in a tensor', () => tf.tensor1d(['a']), /a tensor of type string cannot be written/],
])('%s is refused', async (_, make, message) => {
  const file = path.join(temporaryFolder(), 'elements');
  const before = tf.memory().numTensors;
  await expect(listOf(Dataset.fromGenerator(() => [make()]).cache(file))).rejects.toMatchObject({
    name: 'ArgumentError',
    message: expect.stringMatching(message),
  });
  expect(existsSync(file)).toBe(false);
  expect(tf.memory().numTensors).toBe(before);
});

it('a file that is something else is neither read nor overwritten', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'notes.txt');
  writeFileSync(file, 'precious');
  await expect(listOf(Dataset.fromGenerator(() => [1]).cache(file))).rejects.toThrow(
    /no file of cached elements/,
  );
  expect(readFileSync(file, 'utf8')).toBe('precious');
  await expect(listOf(Dataset.fromGenerator(() => [1]).cache(path.join(file, 'x')))).rejects.toMatchObject({
    name: 'DataError',
  });
});
