/** Image files become the numbers that stand in them. */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { decodePixels } from '../../src/data/decodePixels.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'decode-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('ignores a color profile, as Keras does', async () => {
  const values = Uint8Array.from([250, 10, 20, 30, 240, 60, 90, 120, 200, 1, 2, 3]);
  const file = path.join(folder, 'profile.png');
  const raw = { width: 2, height: 2, channels: 3 } as const;
  await sharp(values, { raw }).withIccProfile('p3').png().toFile(file);
  // The file's own numbers, which the profile has changed.
  const inFile = await sharp(file, { ignoreIcc: true }).raw().toBuffer();
  const { values: decoded } = await decodePixels(file, {
    size: [2, 2],
    colorMode: 'rgb',
    interpolation: 'nearest',
    keepAspectRatio: false,
  });
  expect([...decoded]).toEqual([...inFile]);
  expect([...inFile]).not.toEqual([...values]);
});
