import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import dns from 'node:dns';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { card } from '../../datasets/cifar10/card.js';
import { type Cifar10ProvideOptions, cachedFile, provide } from '../../datasets/cifar10/provide.js';
import { cifar10 } from '../../datasets/index.js';
import { type MimeBundle, registerDisplayHost } from '../../src/display/displayHost.js';
import { type TarEntry, writeTar } from '../data/tarArchive.js';
import { temporaryFolder } from '../data/temporaryFolder.js';

const counts = { trainLength: 40, testLength: 10 };

beforeEach(() => {
  vi.stubEnv('CUADERNO_CACHE', temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
});

/** A batch in the official format: record r has label r mod 10 and the red, green and blue planes r, r+1 and a ramp. */
function batch(first: number, length: number): Buffer {
  const records = Array.from({ length }, (_, index) => {
    const record = first + index;
    const ramp = Buffer.from(Array.from({ length: 1024 }, (_, pixel) => pixel % 256));
    return Buffer.concat([
      Buffer.of(record % 10),
      Buffer.alloc(1024, record),
      Buffer.alloc(1024, record + 1),
      ramp,
    ]);
  });
  return Buffer.concat(records);
}

/** Five training batches of eight and a test batch of ten, in an order that is not theirs. */
const officialEntries: TarEntry[] = [
  { name: 'cifar-10-batches-bin/batches.meta.txt', content: card.classNames.join('\n') },
  { name: 'cifar-10-batches-bin/test_batch.bin', content: batch(100, 10) },
  ...[2, 1, 5, 3, 4].map((number) => ({
    name: `cifar-10-batches-bin/data_batch_${number}.bin`,
    content: batch((number - 1) * 8, 8),
  })),
];

function official(entries = officialEntries): Promise<string> {
  return writeTar(path.join(temporaryFolder(), 'cifar-10-binary.tar.gz'), entries);
}

/** A plain 32×32 image of one gray. */
function gray(value: number, format: 'jpeg' | 'png' = 'png', side = 32): Promise<Buffer> {
  const image = sharp({
    create: { width: side, height: side, channels: 3, background: { r: value, g: value, b: value } },
  });
  return image.toFormat(format).toBuffer();
}

/** train/<class>/0.png … 3.png and test/<class>/0.jpg; the gray is 16 × class + number, in an order that is not ours. */
async function imageEntries(): Promise<TarEntry[]> {
  const entries: TarEntry[] = [];
  for (const [label, name] of [...card.classNames.entries()].reverse()) {
    entries.push({ name: `test/${name}/0.jpg`, content: await gray(16 * label + 9, 'jpeg') });
    for (const number of [3, 0, 2, 1]) {
      entries.push({ name: `train/${name}/${number}.png`, content: await gray(16 * label + number) });
    }
  }
  return entries;
}

function unpackTo(folder: string, entries: TarEntry[]): string {
  for (const { name, content } of entries) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content ?? '');
  }
  return folder;
}

const importFrom = (from: string, more: Cifar10ProvideOptions = {}) => provide({ from, ...counts, ...more });

describe('the official archive', () => {
  const expectOfficial = ({ parts: [train, held] }: Awaited<ReturnType<typeof provide>>): void => {
    expect([...train!.labels]).toEqual(Array.from({ length: 40 }, (_, record) => record % 10));
    expect([...held!.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    // Record 13, row 2, column 5: red is 13, green 14, and the ramp stands at 2 × 32 + 5.
    const pixel = (13 * 1024 + 2 * 32 + 5) * 3;
    expect([...train!.images.subarray(pixel, pixel + 3)]).toEqual([13, 14, 69]);
    expect([...held!.images.subarray(0, 6)]).toEqual([100, 101, 0, 100, 101, 1]);
  };

  test('is read in the order of its batches, planes turned into pixels', async () => {
    expectOfficial(await importFrom(await official()));
  });

  test('may be unpacked, as a .tar or as a folder', async () => {
    const tar = (await official()).replace(/\.gz$/, '');
    writeFileSync(tar, gunzipSync(readFileSync(`${tar}.gz`)));
    expectOfficial(await importFrom(tar));
    expectOfficial(await importFrom(unpackTo(temporaryFolder(), officialEntries)));
    const inside = path.join(unpackTo(temporaryFolder(), officialEntries), 'cifar-10-batches-bin');
    expectOfficial(await importFrom(inside));
  });

  test('is downloaded once, then read from the cache', async () => {
    const file = await official();
    const content = readFileSync(file);
    let requests = 0;
    const server = http.createServer((_, response) => {
      requests += 1;
      response.end(content);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cifar-10-binary.tar.gz`;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const archive = {
      addresses: [address],
      fileName: 'cifar-10-binary.tar.gz',
      sizeBytes: content.length,
      sha256,
    };
    const options = { ...counts, archive };

    expectOfficial(await provide(options));
    const again = await provide(options);
    expectOfficial(again);
    expect(again.header.source).toBe(`official binary version, ${address}`);
    expect(requests).toBe(1);
    expect(readdirSync(path.dirname(cachedFile()))).toEqual(['cifar10.images']);

    truncateSync(cachedFile(), 1000);
    const notices: string[] = [];
    expectOfficial(await provide({ ...options, onNotice: (text) => notices.push(text) }));
    expect(notices).toEqual([expect.stringMatching(/cifar10\.images is truncated.*made anew/)]);
    expect(requests).toBe(2);
  });

  test.each<[string, TarEntry[], RegExp]>([
    ['a batch too few', officialEntries.slice(0, -1), /train should have 4 images of each class/],
    [
      'a half record',
      [...officialEntries, { name: 'data_batch_6.bin', content: batch(0, 1).subarray(9) }],
      /whole number of records/,
    ],
    [
      'a label of 10',
      [{ name: 'data_batch_1.bin', content: Buffer.alloc(3073, 10) }],
      /record 0 has label 10/,
    ],
    [
      'the Python version',
      [{ name: 'cifar-10-batches-py/data_batch_1', content: 'x' }],
      /version for Python or Matlab/,
    ],
    ['something else', [{ name: 'README', content: 'x' }], /holds no CIFAR-10: expected train\/<class>/],
  ])('with %s is refused, and nothing is left in the cache', async (_, entries, message) => {
    await expect(importFrom(await official(entries))).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringMatching(message),
    });
    expect(readdirSync(path.dirname(cachedFile()))).toEqual([]);
  });
});

describe('images in folders named by class', () => {
  /** The order that the first import gave: the others must give the same. */
  let firstOrder: number[] | undefined;

  test.each(['a folder', '.tar', '.tar.gz', '.tar.xz'])(
    '%s: every image with its label, in the one order that mixes the classes',
    async (kind) => {
      const entries = await imageEntries();
      const source =
        kind === 'a folder'
          ? unpackTo(temporaryFolder(), entries)
          : await writeTar(path.join(temporaryFolder(), `images${kind}`), entries);
      const { header, parts } = await importFrom(source);
      expect(header.source).toBe(`image files, ${source}`);
      // Every image is gray: 16·label + its number in train, 16·label + 9 in test (as a JPEG, so within 1).
      const grays = Array.from(parts[0]!.labels, (_, place) => parts[0]!.images[place * 3072 + 77]!);
      expect([...grays].sort((a, b) => a - b)).toEqual(
        Array.from({ length: 40 }, (_, index) => 16 * Math.floor(index / 4) + (index % 4)),
      );
      for (const [place, label] of parts[0]!.labels.entries())
        expect(Math.floor(grays[place]! / 16)).toBe(label);
      for (const [place, label] of parts[1]!.labels.entries()) {
        expect(Math.abs(parts[1]!.images[place * 3072 + 77]! - (16 * label + 9))).toBeLessThanOrEqual(1);
      }
      expect(new Set(parts[0]!.labels.subarray(0, 10)).size).toBeGreaterThan(4);
      firstOrder ??= grays;
      expect(grays).toEqual(firstOrder);
    },
  );

  test('alpha is dropped, one channel becomes three', async () => {
    const folder = unpackTo(temporaryFolder(), await imageEntries());
    const image = sharp(await gray(77));
    writeFileSync(
      path.join(folder, 'train/bird/0.png'),
      await image.clone().ensureAlpha(0.5).png().toBuffer(),
    );
    writeFileSync(
      path.join(folder, 'train/bird/1.png'),
      await image.clone().toColourspace('b-w').png().toBuffer(),
    );
    const { parts } = await importFrom(folder);
    const images = Array.from(parts[0]!.labels, (_, place) =>
      parts[0]!.images.subarray(place * 3072, (place + 1) * 3072),
    );
    expect(images.filter((bytes) => bytes.every((value) => value === 77))).toHaveLength(2);
  });

  test.each<[string, (folder: string) => Promise<void> | void, RegExp]>([
    [
      'a truncated image',
      (folder) => truncateSync(path.join(folder, 'test/deer/0.jpg'), 200),
      /test\/deer\/0\.jpg is a broken image/,
    ],
    [
      'text in an image',
      (folder) => writeFileSync(path.join(folder, 'train/cat/2.png'), '<svg width="32" height="32"/>'),
      /train\/cat\/2\.png is not a JPEG or PNG/,
    ],
    [
      'an image of another size',
      async (folder) => writeFileSync(path.join(folder, 'train/cat/2.png'), await gray(1, 'png', 33)),
      /train\/cat\/2\.png is 33×33×3, expected 32×32×3/,
    ],
    [
      'an eleventh class',
      (folder) =>
        cpSync(path.join(folder, 'train/cat'), path.join(folder, 'train/lion'), { recursive: true }),
      /train\/lion\/.*no class "lion" in CIFAR-10; they are airplane/,
    ],
    [
      'an image too many',
      (folder) => cpSync(path.join(folder, 'train/cat/0.png'), path.join(folder, 'train/cat/9.png')),
      /train should have 4 images of each class, but there are 5 of "cat"/,
    ],
    [
      'both kinds',
      (folder) => writeFileSync(path.join(folder, 'data_batch_1.bin'), batch(0, 10)),
      /holds both image files and binary batches/,
    ],
  ])('with %s are refused, naming it', async (_, harm, message) => {
    const folder = unpackTo(temporaryFolder(), await imageEntries());
    await harm(folder);
    await expect(importFrom(folder)).rejects.toMatchObject({
      name: 'DataError',
      message: expect.stringMatching(message),
    });
    expect(existsSync(cachedFile())).toBe(false);
  });
});

describe('processes', () => {
  /** Imports in a process of its own; prints a line at each image, and 'done' at the end. */
  const child = (from: string) =>
    spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { provide } from ${JSON.stringify(path.resolve('dist/datasets/cifar10/provide.js'))};
         await provide({ from: process.argv[1], ...${JSON.stringify(counts)}, onProgress: () => console.log('image') });
         console.log('done');`,
        from,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'], env: process.env },
    );

  test('a killed import leaves nothing in the way of the next', async () => {
    const source = await official();
    const killed = child(source);
    await once(killed.stdout, 'data');
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const { parts } = await importFrom(source);
    expect(parts[0]!.labels.length).toBe(40);
    expect((await provide(counts)).parts[1]!.labels.length).toBe(10);
  });

  test('two at once both end with the data', async () => {
    const source = await official();
    const both = [child(source), child(source)].map(async (one) => {
      one.stdout.resume();
      const [code] = await once(one, 'exit');
      return code;
    });
    expect(await Promise.all(both)).toEqual([0, 0]);
    expect((await provide(counts)).parts[0]!.labels.length).toBe(40);
    expect(readdirSync(path.dirname(cachedFile()))).toEqual(['cifar10.images']);
  });
});

describe('where neither network nor cache has it', () => {
  const archive = { ...card.archives[0], addresses: ['http://127.0.0.1:1/cifar-10-binary.tar.gz'] };

  test('the error names both commands and has a code', async () => {
    await expect(provide({ archive })).rejects.toMatchObject({
      name: 'DataError',
      code: 'DATA_UNAVAILABLE',
      message: expect.stringMatching(
        /:1\/.*cannot be reached[\s\S]*npx cuaderno data get cifar10\n[\s\S]*npx cuaderno data get cifar10 --from PATH/,
      ),
    });
    expect(readdirSync(path.dirname(cachedFile()))).toEqual([]);
  });

  test('orElse gives shapes10 in the same form, and says so in bold', async () => {
    // The machine that runs this may have a network: no name can be looked up while it runs.
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((...args: unknown[]) => {
      const answer = args.at(-1) as (error: Error) => void;
      process.nextTick(() =>
        answer(Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' })),
      );
    }) as never);
    const shown: MimeBundle[] = [];
    registerDisplayHost({
      display: (bundle) => void shown.push(bundle),
      clearOutput: () => {},
      interruptSignal: new AbortController().signal,
    });
    onTestFinished(() => {
      lookup.mockRestore();
      registerDisplayHost(undefined as never);
    });
    await expect(cifar10.load()).rejects.toMatchObject({ code: 'DATA_UNAVAILABLE' });
    expect(shown).toEqual([]);
    const loaded = await cifar10.load({ orElse: 'shapes10' });
    expect(loaded.name).toBe('shapes10');
    expect([loaded.train.length, loaded.train.imageShape]).toEqual([10_000, [32, 32, 3]]);
    expect(shown).toEqual([
      expect.objectContaining({
        'text/markdown': expect.stringMatching(
          /^\*\*CIFAR-10 is not here.*shapes10.*data get cifar10 --from PATH.*\*\*$/,
        ),
      }),
    ]);
  });

  test('a wrong `from` is not hidden by orElse', async () => {
    await expect(cifar10.load({ from: '/nowhere', orElse: 'shapes10' })).rejects.toThrow(
      /nowhere does not exist/,
    );
  });

  test('orElse is checked before anything is fetched', async () => {
    await expect(cifar10.load({ orElse: 'mnist' as never })).rejects.toThrow(/orElse: expected 'shapes10'/);
  });
});

const shared = [process.env.CUADERNO_SHARED, path.resolve('../shared'), path.resolve('../../shared')]
  .filter((folder) => folder !== undefined)
  .map((folder) => path.join(folder, 'datasets', 'cifar-10-images.tar.xz'))
  .find((file) => existsSync(file));

test.skipIf(shared === undefined)(
  'all 60,000 images of shared/datasets/cifar-10-images.tar.xz',
  async () => {
    const { train, test: held, classNames } = await cifar10.load({ from: shared!, onProgress: () => {} });
    expect([train.length, held.length]).toEqual([50_000, 10_000]);
    expect(classNames).toEqual(card.classNames);
    // 100 draws out of ten classes: fewer than 3 of one has a chance below 1 in 500, and the order never changes.
    const counts = classNames.map(
      (name) => train.take(100).filter((label) => classNames[label] === name).length,
    );
    expect(Math.min(...counts)).toBeGreaterThan(2);
    // The mean of each channel of CIFAR-10's training images, published many times over: 0.4914, 0.4822, 0.4465.
    const sums = [0, 0, 0];
    for (let place = 0; place < train.length; place += 10) {
      const image = train.image(place);
      for (let offset = 0; offset < image.length; offset++) sums[offset % 3]! += image[offset]!;
    }
    const means = sums.map((sum) => sum / (5000 * 1024 * 255));
    expect(Math.abs(means[0]! - 0.4914)).toBeLessThan(0.01);
    expect(Math.abs(means[1]! - 0.4822)).toBeLessThan(0.01);
    expect(Math.abs(means[2]! - 0.4465)).toBeLessThan(0.01);
  },
  300_000,
);
