/** Folders and files of every bad kind: a clear error or a warning, never a crash, a hang or a forgotten tensor. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ArgumentError, DataError, ImageDataGenerator, tf } from '../../../src/index.js';

const runs = Number(process.env.CUADERNO_FUZZ_RUNS ?? 200);
const longRunMs = 1_200_000;

const kinds = [
  'good',
  'truncated',
  'wrongMagic',
  'empty',
  'folder',
  'circle',
  'dangling',
  'bytes',
  'headerOnly',
] as const;
const entry = fc.record({
  kind: fc.constantFrom(...kinds),
  name: fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9 ._-]{1,12}$/),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
  ),
  ending: fc.constantFrom('.png', '.jpg', '.JPEG', '.tif', '.bmp', '.txt', ''),
  cut: fc.double({ min: 0, max: 1, noNaN: true }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 64 }),
});
const tree = fc.array(
  fc.record({ name: fc.stringMatching(/^\.?[a-z]{1,6}$/), entries: fc.array(entry, { maxLength: 5 }) }),
  {
    maxLength: 3,
  },
);
const settings = fc.record({
  classMode: fc.constantFrom('categorical', 'sparse', 'binary', 'input', null),
  colorMode: fc.constantFrom('rgb', 'grayscale', 'rgba'),
  interpolation: fc.constantFrom('nearest', 'bilinear', 'lanczos'),
  strict: fc.boolean(),
  followLinks: fc.boolean(),
  keepAspectRatio: fc.boolean(),
  batchSize: fc.integer({ min: 1, max: 4 }),
});

let root: string;
const pictures: Buffer[] = [];
beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), 'cuaderno bad '));
  const picture = sharp({ create: { width: 12, height: 9, channels: 3, background: '#48c' } });
  pictures.push(await picture.clone().png().toBuffer(), await picture.clone().jpeg().toBuffer());
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true, force: true });
});

describe('flowFromDirectory', () => {
  it('meets any folder with images, a warning or an error of its own', { timeout: longRunMs }, async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(tree, settings, async (classes, args) => {
        const folder = path.join(root, String(count++));
        const good = build(folder, classes);
        const before = tf.memory().numTensors;
        try {
          const generator = new ImageDataGenerator({ rotationRange: 10 });
          const flow = generator.flowFromDirectory(folder, { ...args, targetSize: [4, 5], workers: 0 });
          let images = 0;
          for await (const { x, y } of flow) {
            images += x.shape[0]!;
            tf.dispose([x, y ?? []]);
          }
          expect(images).toBeGreaterThanOrEqual(good);
          expect(images).toBeLessThanOrEqual(flow.samples);
        } catch (error) {
          // With assertions as errors of their own, these two alone are expected.
          if (!(error instanceof DataError || error instanceof ArgumentError)) throw error;
          expect(error.message).toMatch(/flowFromDirectory|could not be read/);
        }
        expect(tf.memory().numTensors).toBe(before);
        rmSync(folder, { recursive: true, force: true });
      }),
      { numRuns: runs },
    );
  });

  it('names every broken file once, and fails for it with strict', async () => {
    const folder = path.join(root, 'named');
    const classes = [
      {
        name: 'a',
        entries: [
          { kind: 'empty' as const, name: 'empty', ending: '.png' },
          { kind: 'wrongMagic' as const, name: 'text', ending: '.jpg' },
          { kind: 'truncated' as const, name: 'short', ending: '.png' },
          { kind: 'good' as const, name: 'fine', ending: '.png' },
        ].map((one) => ({ ...one, cut: 0.5, bytes: new Uint8Array(3) })),
      },
    ];
    expect(build(folder, classes)).toBe(1);
    const warned: string[] = [];
    vi.mocked(process.stderr.write).mockImplementation((text) => warned.push(String(text)) > 0);
    const generator = new ImageDataGenerator();
    const flow = generator.flowFromDirectory(folder, { targetSize: [4, 4], shuffle: false });
    expect(flow.samples).toBe(2);
    expect((await flow.next()).x.shape).toEqual([1, 4, 4, 3]);
    await flow.next();
    const text = warned.join('');
    for (const name of ['a/empty.png', 'a/text.jpg', 'a/short.png is left out']) {
      expect(text.split(name)).toHaveLength(2);
    }
    expect(() => generator.flowFromDirectory(folder, { strict: true })).toThrow(DataError);
    rmSync(path.join(folder, 'a', 'empty.png'));
    rmSync(path.join(folder, 'a', 'text.jpg'));
    const strict = generator.flowFromDirectory(folder, { strict: true, targetSize: [4, 4] });
    await expect(strict.next()).rejects.toThrow(/short\.png/);
  });

  it('names a folder that is not there', () => {
    expect(() => new ImageDataGenerator().flowFromDirectory(path.join(root, 'nowhere'))).toThrow(
      /nowhere is not a folder/,
    );
  });
});

interface Entry {
  kind: (typeof kinds)[number];
  name: string;
  ending: string;
  cut: number;
  bytes: Uint8Array;
}

/** @returns how many images stand in classes and can be read */
function build(folder: string, classes: readonly { name: string; entries: readonly Entry[] }[]): number {
  mkdirSync(folder, { recursive: true });
  let good = 0;
  for (const { name, entries } of classes) {
    const place = path.join(folder, name);
    mkdirSync(place, { recursive: true });
    for (const one of entries) {
      const isMade = make(place, folder, one);
      const isImage = /\.(png|jpe?g|tiff?|bmp)$/i.test(one.ending);
      if (isMade && one.kind === 'good' && isImage && !name.startsWith('.')) good++;
    }
  }
  return good;
}

/** Whether the file is new: names that the file system refuses or has already are passed over. */
function make(place: string, folder: string, { kind, name, ending, cut, bytes }: Entry): boolean {
  const file = path.join(place, `${name.replaceAll(/[/\0]/g, '_')}${ending}`);
  const picture = pictures[/jpe?g$/i.test(ending) ? 1 : 0]!;
  const flag = 'wx';
  try {
    if (kind === 'good') writeFileSync(file, picture, { flag });
    if (kind === 'truncated') writeFileSync(file, picture.subarray(0, cut * picture.length), { flag });
    if (kind === 'wrongMagic')
      writeFileSync(file, Buffer.concat([Buffer.from('no image'), picture]), { flag });
    if (kind === 'headerOnly') writeFileSync(file, Buffer.concat([picture.subarray(0, 8), bytes]), { flag });
    if (kind === 'bytes') writeFileSync(file, bytes, { flag });
    if (kind === 'empty') writeFileSync(file, '', { flag });
    if (kind === 'folder') mkdirSync(file);
    if (kind === 'circle') symlinkSync(folder, file);
    if (kind === 'dangling') symlinkSync(path.join(folder, 'nothing'), file);
    return true;
  } catch {
    return false;
  }
}
