import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type PackedHeader,
  readPackedHeader,
  readPackedImages,
  writePackedImages,
} from '../../src/data/packedImages.js';
import { temporaryFolder } from './temporaryFolder.js';

const header: PackedHeader = {
  name: 'tiny',
  source: 'the test',
  imageShape: [2, 2, 3],
  classNames: ['ñandú', 'dog'],
  parts: [
    { name: 'train', length: 3 },
    { name: 'test', length: 1 },
  ],
};
const train = {
  labels: Uint8Array.of(0, 1, 0),
  images: Uint8Array.from({ length: 36 }, (_, index) => index * 7),
};
const held = { labels: Uint8Array.of(1), images: new Uint8Array(12).fill(9) };

async function written(folder: string): Promise<string> {
  const file = path.join(folder, 'below', 'tiny.images');
  const pieces = [train.images.subarray(0, 12), train.images.subarray(12)];
  await writePackedImages(file, header, [
    { labels: train.labels, images: pieces },
    { labels: held.labels, images: [held.images] },
  ]);
  return file;
}

test('gives back what was written', async () => {
  const file = await written(temporaryFolder());
  const read = await readPackedImages(file);
  expect(read?.header).toEqual(header);
  expect(read?.parts.map(({ labels, images }) => [[...labels], [...images]])).toEqual([
    [[...train.labels], [...train.images]],
    [[...held.labels], [...held.images]],
  ]);
  expect(await readPackedHeader(file)).toEqual({ header, sizeBytes: readFileSync(file).length });
  expect(readdirSync(path.dirname(file))).toEqual(['tiny.images']);
});

test('no file is no error', async () => {
  const file = path.join(temporaryFolder(), 'none.images');
  expect(await readPackedImages(file)).toBeUndefined();
  expect(await readPackedHeader(file)).toBeUndefined();
});

test('any one wrong byte, missing byte or byte too many is found', async () => {
  const folder = temporaryFolder();
  const good = readFileSync(await written(folder));
  const file = path.join(folder, 'bad.images');
  const damage = fc.oneof(
    fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([place, change]) => {
      const bad = Buffer.from(good);
      bad[place]! ^= change;
      return bad;
    }),
    fc.nat(good.length - 1).map((length) => good.subarray(0, length)),
    fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => Buffer.concat([good, more])),
  );
  await fc.assert(
    fc.asyncProperty(damage, async (bad) => {
      writeFileSync(file, bad);
      await expect(readPackedImages(file)).rejects.toMatchObject({ name: 'DataError' });
    }),
    { numRuns: 300 },
  );
});

test('a wrong count of images is refused and leaves nothing', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'tiny.images');
  const short = { labels: train.labels, images: [train.images.subarray(12)] };
  const writing = writePackedImages(file, header, [short, { labels: held.labels, images: [held.images] }]);
  await expect(writing).rejects.toThrow(/tiny.images could not be written: part train/);
  expect(readdirSync(folder)).toEqual([]);
});

test('what a killed process left is removed once nobody can be writing it', async () => {
  const folder = temporaryFolder();
  const old = path.join(folder, 'below', 'tiny.images.0123456789ab.tmp');
  await written(folder);
  writeFileSync(old, 'half');
  await written(folder);
  expect(readdirSync(path.dirname(old))).toContain(path.basename(old));
  const twoHoursAgo = new Date(Date.now() - 7_200_000);
  utimesSync(old, twoHoursAgo, twoHoursAgo);
  await written(folder);
  expect(readdirSync(path.dirname(old))).toEqual(['tiny.images']);
});
