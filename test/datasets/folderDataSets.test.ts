/** Flower photos and cats and dogs on small archives of the official form. */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import { expect, test, vi } from 'vitest';
import { catsVsDogsRecipe } from '../../datasets/catsVsDogs/recipe.js';
import { flowerPhotosRecipe } from '../../datasets/flowerPhotos/recipe.js';
import { catsVsDogs, flowerPhotos } from '../../datasets/index.js';
import { type FolderRecipe, provideFolder } from '../../datasets/provideFolder.js';
import { type TarEntry, writeTar } from '../data/tarArchive.js';
import { temporaryFolder } from '../data/temporaryFolder.js';
import { renamed, type ZipEntry, zipOf } from '../data/zipArchive.js';
import { serveFiles } from './datasetServer.js';
import { temporaryCache } from './temporaryCache.js';

const flowers = flowerPhotosRecipe({
  ...flowerPhotos.card,
  classCounts: { train: [2, 2, 2, 2, 2], test: [] },
});
const pets = catsVsDogsRecipe({ ...catsVsDogs.card, classCounts: { train: [2, 2], test: [1, 1] } });

const jpeg = async (gray: number): Promise<Buffer> =>
  sharp({ create: { width: 20 + gray, height: 30, channels: 3, background: { r: gray, g: gray, b: gray } } })
    .jpeg()
    .toBuffer();

async function flowerEntries(): Promise<TarEntry[]> {
  const photos = flowerPhotos.card.classNames.flatMap((name, label) =>
    [0, 1].map(async (number) => ({
      name: `flower_photos/${name}/${number}_n (1).jpg`,
      content: await jpeg(2 * label + number),
    })),
  );
  return [
    { name: 'flower_photos/', type: 'directory' },
    { name: 'flower_photos/LICENSE.txt', content: 'the photographers' },
    ...(await Promise.all(photos)),
  ];
}

async function petEntries(): Promise<ZipEntry[]> {
  const names = ['train/cats/cat.0', 'train/cats/cat.1', 'train/dogs/dog.0', 'train/dogs/dog.1'];
  names.push('validation/cats/cat.2000', 'validation/dogs/dog.2000');
  const photos = names.map(async (name, index) => ({
    name: `cats_and_dogs_filtered/${name}.jpg`,
    content: await jpeg(index),
  }));
  return [
    { name: 'cats_and_dogs_filtered/' },
    { name: 'cats_and_dogs_filtered/vectorize.py', content: 'import tensorflow' },
    ...(await Promise.all(photos)),
  ];
}

const tar = (entries: TarEntry[]): Promise<string> =>
  writeTar(path.join(temporaryFolder(), 'flower_photos.tar.gz'), entries);

function zip(bytes: Buffer): string {
  const file = path.join(temporaryFolder(), 'cats_and_dogs_filtered.zip');
  writeFileSync(file, bytes);
  return file;
}

test('flower photos: files byte for byte in a folder a class, with the license', async () => {
  const cache = temporaryCache();
  const entries = await flowerEntries();
  const source = await tar(entries);
  const { directory, sizeBytes } = await provideFolder(flowers, { from: source });
  expect(directory).toBe(path.join(cache.folder, 'datasets', 'flowerPhotos'));
  expect(readdirSync(directory).sort()).toEqual(
    ['.cuaderno.json', 'LICENSE.txt', ...flowerPhotos.card.classNames].sort(),
  );
  let total = 0;
  for (const { name, content = '' } of entries.slice(1)) {
    const copy = readFileSync(path.join(directory, name.replace('flower_photos/', '')));
    expect(copy.equals(Buffer.from(content))).toBe(true);
    if (name.endsWith('.jpg')) total += copy.length;
  }
  expect(sizeBytes).toBe(total);
  expect(cache.names()).toEqual(['flowerPhotos']);
  expect(await provideFolder(flowers)).toEqual({ directory, sizeBytes, source });
});

test('cats and dogs: train and validation, nothing else; a folder does, too', async () => {
  const cache = temporaryCache();
  const { directory } = await provideFolder(pets, { from: zip(await zipOf(await petEntries())) });
  const all = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
      .sort();
  const expected = [
    '.cuaderno.json',
    'train/cats/cat.0.jpg',
    'train/cats/cat.1.jpg',
    'train/dogs/dog.0.jpg',
    'train/dogs/dog.1.jpg',
    'validation/cats/cat.2000.jpg',
    'validation/dogs/dog.2000.jpg',
  ];
  expect(all(directory)).toEqual(expected);
  const unpacked = temporaryFolder();
  for (const { name, content } of await petEntries()) {
    if (!name.endsWith('.jpg')) continue;
    mkdirSync(path.dirname(path.join(unpacked, name)), { recursive: true });
    writeFileSync(path.join(unpacked, name), content!);
  }
  for (const from of [unpacked, path.join(unpacked, 'cats_and_dogs_filtered')]) {
    await provideFolder(pets, { from });
    expect(all(directory)).toEqual(expected);
  }
  expect(cache.names()).toEqual(['catsVsDogs']);
});

async function expectRefused(recipe: FolderRecipe, from: string, message: RegExp): Promise<void> {
  const cache = temporaryCache();
  await expect(provideFolder(recipe, { from })).rejects.toMatchObject({
    name: 'DataError',
    message: expect.stringMatching(message),
  });
  expect(cache.names()).toEqual([]);
  expect(cache.beside()).toEqual([]);
}

test.each<[string, (entries: TarEntry[]) => TarEntry[], RegExp]>([
  [
    'a photograph too few',
    (all) => all.slice(0, -1),
    /is not the whole data set: tulips should have 2 images, it has 1/,
  ],
  [
    'a photograph too many',
    (all) => [...all, { ...all.at(-1)!, name: 'flower_photos/roses/9.jpg' }],
    /roses should have 2 images, it has 3/,
  ],
  ['one twice', (all) => [...all, all.at(-1)!], /holds tulips\/1_n \(1\)\.jpg twice/],
  [
    'a page in place of a photograph',
    (all) => [...all, { name: 'flower_photos/roses/9.jpg', content: '<html>' }],
    /roses\/9\.jpg is not a JPEG/,
  ],
  [
    'nothing of it',
    () => [{ name: 'README', content: 'x' }],
    /holds no Flower photos: expected JPEG files in daisy/,
  ],
  [
    'a path out of it',
    (all) => [...all, { name: 'flower_photos/../../daisy/x.jpg', content: 'x' }],
    /leads out of the archive/,
  ],
  ['an absolute path', (all) => [...all, { name: '/daisy/x.jpg', content: 'x' }], /is an absolute path/],
  [
    'a symbolic link',
    (all) => [...all, { name: 'flower_photos/daisy/x.jpg', type: 'symlink', linkname: '/etc/passwd' }],
    /is a symlink/,
  ],
  [
    'a hard link',
    (all) => [...all, { name: 'flower_photos/daisy/x.jpg', type: 'link', linkname: '/etc/passwd' }],
    /is a link/,
  ],
  [
    'a file beyond the limit',
    (all) => [...all, { name: 'flower_photos/daisy/x.jpg', content: Buffer.alloc((1 << 25) + 1) }],
    /is 33554433 bytes; at most/,
  ],
])('flower photos with %s are refused, and nothing is left', async (_, change, message) => {
  await expectRefused(flowers, await tar(change(await flowerEntries())), message);
});

test.each<[string, (whole: Buffer) => Buffer | Promise<Buffer>, RegExp]>([
  ['cut off', (whole) => whole.subarray(0, whole.length - 30), /truncated, damaged or refused/],
  [
    'with bytes after its end',
    (whole) => Buffer.concat([whole, Buffer.from('more')]),
    /truncated, damaged or refused/,
  ],
  [
    'with a path out of it',
    (whole) =>
      renamed(
        whole,
        'cats_and_dogs_filtered/train/cats/cat.0.jpg',
        '../../../../../../../../../cats/cat.000.jpg',
      ),
    /invalid relative path/,
  ],
  [
    'with a link',
    () => zipOf([{ name: 'train/cats/a.jpg', content: '/etc/passwd', mode: 0o120777 }]),
    /is a symlink/,
  ],
  [
    'that is a bomb',
    () => zipOf([{ name: 'train/cats/a.jpg', content: Buffer.alloc((1 << 25) + 1) }]),
    /is 33554433 bytes; at most/,
  ],
  ['that is a web page', () => Buffer.from('<html>Log in</html>'.repeat(50)), /is not a tar archive/],
])('an archive of cats and dogs %s is refused, and nothing is left', async (_, change, message) => {
  await expectRefused(pets, zip(await change(await zipOf(await petEntries()))), message);
});

test('a folder with a strange name of a file keeps it out', async () => {
  const entries = [
    ...(await flowerEntries()),
    { name: 'flower_photos/daisy/-rf $(x).jpg', content: await jpeg(1) },
  ];
  temporaryCache();
  const { directory } = await provideFolder(flowers, { from: await tar(entries) });
  expect(readdirSync(path.join(directory, 'daisy'))).toHaveLength(2);
});

test('a link in the place of the data set is replaced, not followed', async () => {
  const cache = temporaryCache();
  const outside = temporaryFolder();
  writeFileSync(path.join(outside, 'precious.txt'), 'x');
  mkdirSync(path.join(cache.folder, 'datasets'));
  symlinkSync(outside, path.join(cache.folder, 'datasets', 'flowerPhotos'));
  await provideFolder(flowers, { from: await tar(await flowerEntries()) });
  expect(readdirSync(outside)).toEqual(['precious.txt']);
});

test.each<[string, (directory: string) => void, RegExp]>([
  [
    'a file is gone',
    (directory) => rmSync(path.join(directory, 'train/cats/cat.1.jpg')),
    /train\/cats should have 2 images, it has 1/,
  ],
  [
    'a file is shorter',
    (directory) => truncateSync(path.join(directory, 'train/cats/cat.1.jpg'), 9),
    /its files have \d+ bytes, expected/,
  ],
  [
    'the description is gone',
    (directory) => rmSync(path.join(directory, '.cuaderno.json')),
    /was not made by cuaderno, or is damaged/,
  ],
  [
    'the description is foreign',
    (directory) => writeFileSync(path.join(directory, '.cuaderno.json'), '[1]'),
    /is not its description/,
  ],
])('where %s, it is made anew', async (_, harm, message) => {
  const cache = temporaryCache();
  const bytes = await zipOf(await petEntries());
  const server = await serveFiles({ 'catsVsDogs/cats_and_dogs_filtered.zip': bytes });
  vi.stubEnv('CUADERNO_DATA_MIRROR', server.address);
  const archive = { addresses: [], fileName: 'cats_and_dogs_filtered.zip', sizeBytes: bytes.length };
  const recipe = { ...pets, card: { ...pets.card, archives: [archive] } };
  const { directory } = await provideFolder(recipe);
  harm(directory);
  const notices: string[] = [];
  await provideFolder(recipe, { onNotice: (text) => notices.push(text) });
  expect(notices).toEqual([expect.stringMatching(message)]);
  expect(readdirSync(path.join(directory, 'train/cats')).sort()).toEqual(['cat.0.jpg', 'cat.1.jpg']);
  expect(server.asked).toHaveLength(2);
  expect(cache.names()).toEqual(['catsVsDogs']);
});

test('a download without a checksum that is no such data is not kept for the next try', async () => {
  const cache = temporaryCache();
  const foreign = Buffer.from('<html>Log in</html>'.repeat(50));
  const server = await serveFiles({ 'catsVsDogs/cats_and_dogs_filtered.zip': foreign });
  vi.stubEnv('CUADERNO_DATA_MIRROR', server.address);
  const archive = { addresses: [], fileName: 'cats_and_dogs_filtered.zip', sizeBytes: foreign.length };
  await expect(provideFolder({ ...pets, card: { ...pets.card, archives: [archive] } })).rejects.toThrow(
    /is not a tar archive/,
  );
  expect(cache.names()).toEqual([]);
});

test('the cards have the sum of nothing but what is published', () => {
  expect(flowerPhotos.card.archives[0].sha256).toMatch(/^[0-9a-f]{64}$/);
  expect(catsVsDogs.card.archives[0]).not.toHaveProperty('sha256');
});
