/** CIFAR-100 on a small archive of the official binary format. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cifar100Recipe } from '../../datasets/cifar100/recipe.js';
import { coarseLabels, fineNames } from '../../datasets/cifar100/superclasses.js';
import { cifar100 } from '../../datasets/index.js';
import { packedFile, provideImages } from '../../datasets/provideImages.js';
import { writePackedImages } from '../../src/data/packedImages.js';
import { type TarEntry, writeTar } from '../data/tarArchive.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { temporaryCache } from './temporaryCache.js';

/** The superclass of each class as torchvision's users know it (the order of coarse_label_names.txt). */
const published = [
  4, 1, 14, 8, 0, 6, 7, 7, 18, 3, 3, 14, 9, 18, 7, 11, 3, 9, 7, 11, 6, 11, 5, 10, 7, 6, 13, 15, 3, 15, 0, 11,
  1, 10, 12, 14, 16, 9, 11, 5, 5, 19, 8, 8, 15, 13, 14, 17, 18, 10, 16, 4, 17, 4, 2, 0, 17, 4, 18, 17, 10, 3,
  2, 12, 12, 16, 12, 1, 9, 19, 2, 10, 0, 1, 16, 12, 9, 13, 15, 13, 16, 19, 2, 4, 6, 19, 5, 5, 8, 19, 18, 1, 2,
  15, 6, 0, 17, 8, 14, 13,
];

const recipe = cifar100Recipe({
  ...cifar100.card,
  trainLength: 200,
  testLength: 100,
  classCounts: { train: new Array<number>(100).fill(2), test: new Array<number>(100).fill(1) },
});

/** Records of a superclass, a class and three planes: red is the class, green the record, blue 200. */
function records(length: number): Buffer {
  const all = Array.from({ length }, (_, record) => {
    const fine = record % 100;
    const plane = (value: number): Buffer => Buffer.alloc(1024, value);
    return Buffer.concat([Buffer.of(published[fine]!, fine), plane(fine), plane(record), plane(200)]);
  });
  return Buffer.concat(all);
}

const official = (train = records(200), held = records(100)): TarEntry[] => [
  { name: 'cifar-100-binary/fine_label_names.txt', content: fineNames.join('\n') },
  { name: 'cifar-100-binary/test.bin', content: held },
  { name: 'cifar-100-binary/train.bin', content: train },
];

const tar = (entries: TarEntry[]): Promise<string> =>
  writeTar(path.join(temporaryFolder(), 'cifar-100-binary.tar.gz'), entries);

test('classes and superclasses are the published ones', () => {
  expect(coarseLabels).toEqual(published);
  expect([fineNames[0], fineNames[54], fineNames[99]]).toEqual(['apple', 'orchid', 'worm']);
  expect(Object.keys(cifar100.superclasses)).toHaveLength(20);
});

test('the official archive is read with its classes', async () => {
  temporaryCache();
  const { parts } = await provideImages(recipe, { from: await tar(official()) });
  expect([...parts[0]!.labels]).toEqual(Array.from({ length: 200 }, (_, record) => record % 100));
  // The last pixel of record 123: class 23, record 123.
  expect([...parts[0]!.images.subarray(124 * 3072 - 3, 124 * 3072)]).toEqual([23, 123, 200]);
  expect(parts[1]!.labels.length).toBe(100);
});

test.each<[string, () => TarEntry[], RegExp]>([
  ['half a record', () => official(records(200).subarray(1)), /whole number of records of 3074 bytes/],
  ['the records of CIFAR-10', () => official(Buffer.alloc(3073 * 2)), /whole number of records/],
  ['a label of 100', () => official(withByte(1, 100)), /record 0 has label 100, expected 0 to 99/],
  ['a wrong superclass', () => official(withByte(0, 5)), /record 0 has superclass 5, expected 4 for label 0/],
  [
    'a record too few',
    () => official(records(199)),
    /train should have 2 images of each class, but there are 1 of "worm"/,
  ],
  ['the Python version', () => [{ name: 'cifar-100-python/train', content: 'x' }], /Python or Matlab/],
  [
    'a link',
    () => [{ name: 'cifar-100-binary/train.bin', type: 'symlink', linkname: '/etc/passwd' }],
    /is a symlink/,
  ],
  ['a path out of it', () => [{ name: '../train.bin', content: records(200) }], /leads out/],
])('%s is refused, and nothing is left', async (_, entries, message) => {
  const cache = temporaryCache();
  await expect(provideImages(recipe, { from: await tar(entries()) })).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(message),
  });
  expect(readdirSync(path.join(cache.folder, 'datasets'))).toEqual([]);
  expect(cache.beside()).toEqual([]);
});

function withByte(at: number, value: number): Buffer {
  const bytes = records(200);
  bytes[at] = value;
  return bytes;
}

test('labelMode coarse gives the twenty superclasses', async () => {
  temporaryCache();
  const { card } = cifar100;
  const part = { labels: Uint8Array.from([0, 54, 99]), images: [new Uint8Array(3 * 3072)] };
  const parts = ['train', 'test'].map((name) => ({ name, length: 3 }));
  const header = {
    name: 'cifar100',
    source: 'the test',
    imageShape: card.imageShape,
    classNames: card.classNames,
    parts,
  };
  await writePackedImages(packedFile(card), header, [part, part]);
  const fine = await cifar100.load();
  expect([0, 1, 2].map((place) => fine.train.className(place))).toEqual(['apple', 'orchid', 'worm']);
  const coarse = await cifar100.load({ labelMode: 'coarse' });
  expect([0, 1, 2].map((place) => coarse.train.className(place))).toEqual([
    'fruit_and_vegetables',
    'flowers',
    'non-insect_invertebrates',
  ]);
  expect(coarse.classNames).toHaveLength(20);
  await expect(cifar100.load({ labelMode: 'both' as never })).rejects.toThrow(
    /labelMode: expected 'fine' or 'coarse'/,
  );
});
