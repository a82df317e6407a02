/** MNIST and Fashion-MNIST on small files of the official format. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import type { DatasetArchive, DatasetCard } from '../../datasets/card.js';
import { idxFile } from '../../datasets/idx/idxFile.js';
import { idxRecipe } from '../../datasets/idx/importIdx.js';
import { fashionMnist, mnist } from '../../datasets/index.js';
import { provideImages } from '../../datasets/provideImages.js';
import { writeTar } from '../data/tarArchive.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { writeZip } from '../data/zipArchive.js';
import { serveFiles } from './datasetServer.js';
import { type TemporaryCache, temporaryCache } from './temporaryCache.js';

/** An IDX file of bytes: 00 00 08, the number of dimensions, the dimensions, the bytes. */
function idx(shape: number[], value: (index: number) => number): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(0x0800 + shape.length, 0);
  for (const [axis, size] of shape.entries()) header.writeUInt32BE(size, 4 + 4 * axis);
  const length = shape.reduce((product, size) => product * size, 1);
  return Buffer.concat([header, Buffer.from(Array.from({ length }, (_, index) => value(index) % 256))]);
}

/** 20 training images whose every byte is the image's number, 10 test images of 100 + number; labels take turns. */
const files = (): Record<string, Buffer> => ({
  'train-images-idx3-ubyte': idx([20, 28, 28], (index) => Math.floor(index / 784)),
  'train-labels-idx1-ubyte': idx([20], (index) => index % 10),
  't10k-images-idx3-ubyte': idx([10, 28, 28], (index) => 100 + Math.floor(index / 784)),
  't10k-labels-idx1-ubyte': idx([10], (index) => index),
});

const card = {
  ...mnist.card,
  trainLength: 20,
  testLength: 10,
  classCounts: { train: new Array<number>(10).fill(2), test: new Array<number>(10).fill(1) },
};
const recipe = idxRecipe(card);

function folderOf(contents: Record<string, Buffer>): string {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(contents)) writeFileSync(path.join(folder, name), content);
  return folder;
}

const packed = (contents: Record<string, Buffer>): Record<string, Buffer> =>
  Object.fromEntries(Object.entries(contents).map(([name, content]) => [`${name}.gz`, gzipSync(content)]));

async function expectImport(from: string, cache: TemporaryCache): Promise<void> {
  const { header, parts } = await provideImages(recipe, { from });
  expect(header.source).toBe(`official IDX files, ${from}`);
  expect([...parts[0]!.labels]).toEqual(Array.from({ length: 20 }, (_, index) => index % 10));
  expect([...parts[1]!.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(parts[0]!.images.length).toBe(20 * 784);
  expect([parts[0]!.images[7 * 784], parts[0]!.images[8 * 784 - 1]]).toEqual([7, 7]);
  expect(parts[1]!.images[9 * 784 + 5]).toBe(109);
  expect(cache.names()).toEqual(['mnist.images']);
}

test('a folder, packed or not, also of the names with a dot', async () => {
  const cache = temporaryCache();
  await expectImport(folderOf(files()), cache);
  await expectImport(folderOf(packed(files())), cache);
  const dotted = Object.entries(files()).map(([name, content]) => [name.replace('-idx', '.idx'), content]);
  await expectImport(folderOf(Object.fromEntries(dotted)), cache);
});

test.each(['.tar', '.tar.gz', '.zip'])('an archive %s', async (ending) => {
  const entries = Object.entries(packed(files())).map(([name, content]) => ({
    name: `MNIST/raw/${name}`,
    content,
  }));
  const write = ending === '.zip' ? writeZip : writeTar;
  await expectImport(await write(path.join(temporaryFolder(), `mnist${ending}`), entries), temporaryCache());
});

test.each<[string, (contents: Record<string, Buffer>) => void, RegExp]>([
  ['a file too few', (all) => void delete all['t10k-labels-idx1-ubyte'], /t10k-labels is missing/],
  [
    'nothing of it',
    (all) => Object.keys(all).map((name) => delete all[name]),
    /holds no MNIST: its four files/,
  ],
  [
    'a truncated file',
    cutBy(1),
    /train-images-idx3-ubyte is truncated: 20×28×28 need 15680 bytes after the header, there are 15679/,
  ],
  [
    'a truncated header',
    (all) => put(all, 'train-images-idx3-ubyte', all['train-images-idx3-ubyte']!.subarray(0, 10)),
    /its header is cut off/,
  ],
  [
    'an empty file',
    (all) => put(all, 'train-labels-idx1-ubyte', Buffer.alloc(0)),
    /is truncated: it has 0 bytes/,
  ],
  [
    'a byte too many',
    (all) => append(all, 'train-labels-idx1-ubyte', Buffer.of(1)),
    /is damaged: 20 need 20 bytes/,
  ],
  [
    'a wrong magic number',
    (all) => setByte(all, 'train-images-idx3-ubyte', 2, 0x0d),
    /no IDX file of bytes: it begins with 00000d03/,
  ],
  [
    'a web page',
    (all) => put(all, 'train-images-idx3-ubyte', Buffer.from('<html>Log in')),
    /no IDX file of bytes/,
  ],
  [
    'labels in place of images',
    (all) => put(all, 'train-images-idx3-ubyte', all['train-labels-idx1-ubyte']!),
    /holds 20 bytes, expected 20×28×28/,
  ],
  [
    'a label of 10',
    (all) => setByte(all, 'train-labels-idx1-ubyte', 8 + 3, 10),
    /label 3 is 10, expected 0 to 9/,
  ],
  [
    'a wrong label',
    (all) => setByte(all, 'train-labels-idx1-ubyte', 8 + 3, 4),
    /train should have 2 images of each class, but there are 1 of "3"/,
  ],
  [
    'a huge dimension',
    (all) => all['train-images-idx3-ubyte']!.writeUInt32BE(0xffffffff, 4),
    /need 3367254359[0-9]* bytes/,
  ],
  [
    'both packed and plain',
    (all) => put(all, 'train-labels-idx1-ubyte.gz', gzipSync(all['train-labels-idx1-ubyte']!)),
    /holds the train-labels twice/,
  ],
])('%s is refused, and nothing is left', async (_, harm, message) => {
  const cache = temporaryCache();
  const contents = files();
  harm(contents);
  await expect(provideImages(recipe, { from: folderOf(contents) })).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(message),
  });
  expect(cache.names()).toEqual([]);
  expect(cache.beside()).toEqual([]);
});

function cutBy(count: number) {
  return (all: Record<string, Buffer>): void => {
    const name = 'train-images-idx3-ubyte';
    all[name] = all[name]!.subarray(0, all[name]!.length - count);
  };
}

function put(all: Record<string, Buffer>, name: string, content: Buffer): void {
  all[name] = content;
}

function setByte(all: Record<string, Buffer>, name: string, at: number, value: number): void {
  all[name]![at] = value;
}

function append(all: Record<string, Buffer>, name: string, more: Buffer): void {
  all[name] = Buffer.concat([all[name]!, more]);
}

test.each<[string, (whole: Buffer) => Buffer, RegExp]>([
  ['cut off', (whole) => whole.subarray(0, whole.length - 5), /unexpected end of file/],
  [
    'with bytes after its end',
    (whole) => Buffer.concat([whole, Buffer.from('more')]),
    /truncated or damaged: incorrect header check/,
  ],
  ['with zeros after its end', (whole) => Buffer.concat([whole, Buffer.alloc(4)]), /4 bytes follow its end/],
  ['with a wrong byte', flipped, /truncated or damaged/],
])('gzip %s is refused', (_, harm, message) => {
  const whole = gzipSync(idx([1000], (index) => (index * 7919) >> 3));
  expect(() => idxFile(harm(whole), 'a.gz', 1 << 20)).toThrow(message);
});

function flipped(whole: Buffer): Buffer {
  const bytes = Buffer.from(whole);
  bytes[bytes.length - 6]! ^= 1;
  return bytes;
}

test('a bomb is not unpacked', () => {
  const bomb = gzipSync(Buffer.alloc(1 << 26));
  expect(bomb.length).toBeLessThan(1 << 17);
  expect(() => idxFile(bomb, 'a.gz', 1 << 20)).toThrow(/a\.gz is truncated or damaged: .*larger than/);
});

/** The card with archives that have the sums of these files. */
function cardOf(contents: Record<string, Buffer>): DatasetCard & typeof card {
  const archives: DatasetArchive[] = Object.entries(contents).map(([fileName, content]) => ({
    addresses: [`http://127.0.0.1:1/${fileName}`],
    fileName,
    sizeBytes: content.length,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  return { ...card, archives: archives as never };
}

test('all four files are fetched from the mirror once, then read from the cache', async () => {
  const cache = temporaryCache();
  const contents = packed(files());
  const paths = Object.keys(contents).map((name) => `mnist/${name}`);
  const server = await serveFiles(
    Object.fromEntries(Object.entries(contents).map(([name, content]) => [`mnist/${name}`, content])),
  );
  vi.stubEnv('CUADERNO_DATA_MIRROR', `${server.address}/`);
  const downloaded = idxRecipe(cardOf(contents));
  const first = await provideImages(downloaded);
  expect(first.parts[1]!.labels.length).toBe(10);
  await provideImages(downloaded);
  expect(server.asked).toEqual(paths);
  expect(cache.names()).toEqual(['mnist.images']);
});

test('a mirror with wrong bytes is not believed', async () => {
  const cache = temporaryCache();
  const contents = packed(files());
  const wrong = packed({ ...files(), 'train-labels-idx1-ubyte': idx([20], () => 0) });
  const server = await serveFiles(
    Object.fromEntries(Object.entries(wrong).map(([name, content]) => [`mnist/${name}`, content])),
  );
  vi.stubEnv('CUADERNO_DATA_MIRROR', server.address);
  await expect(provideImages(idxRecipe(cardOf(contents)))).rejects.toMatchObject({
    code: 'DATA_UNAVAILABLE',
    message: expect.stringMatching(
      /MNIST is not in the cache.*train-labels[\s\S]*data get mnist --from PATH/,
    ),
  });
  expect(cache.names()).toEqual(['mnist.download']);
});

const debian = '/usr/share/datasets/fashion-mnist';

test.skipIf(!existsSync(debian))(
  'all 70,000 images of the Debian package dataset-fashion-mnist',
  async () => {
    temporaryCache();
    const { train, test: held, classNames } = await fashionMnist.load({ from: debian, onProgress: () => {} });
    expect([train.length, held.length, classNames.length]).toEqual([60_000, 10_000, 10]);
    let sum = 0;
    for (let place = 0; place < train.length; place++) for (const value of train.image(place)) sum += value;
    // Published many times over: the mean of the training images is 0.2860.
    expect(sum / (60_000 * 784 * 255)).toBeCloseTo(0.286, 4);
  },
  300_000,
);

test('the files of a folder of another name are not read', async () => {
  temporaryCache();
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, 'secrets'));
  for (const [name, content] of Object.entries(files()))
    writeFileSync(path.join(folder, 'secrets', name), content);
  await expect(provideImages(recipe, { from: folder })).rejects.toThrow(/holds no MNIST/);
  expect(readFileSync(path.join(folder, 'secrets', 'train-labels-idx1-ubyte')).length).toBe(28);
});
