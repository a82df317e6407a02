/** Memory that is used for one image after the other never shows in another image. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { ImageDataGenerator, tf } from '../../../src/index.js';

let folder: string;
beforeAll(async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  folder = mkdtempSync(path.join(os.tmpdir(), 'reused '));
  mkdirSync(path.join(folder, 'class'));
  for (let number = 0; number < 12; number++) {
    // Some have the wanted size already, some are read by the other decoder.
    const [width, height] = number % 3 === 0 ? [12, 10] : [9 + number, 30 - number];
    const values = Uint8Array.from({ length: width * height * 3 }, (_, at) => (at * (number + 3)) % 256);
    const picture = sharp(values, { raw: { width, height, channels: 3 } });
    const ending = number % 4 === 1 ? 'png' : 'jpeg';
    await picture.toFormat(ending).toFile(path.join(folder, 'class', `${number}.${ending}`));
  }
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

it.each(['nearest', 'bilinear'] as const)(
  '%s: a batch holds what its images alone are',
  async (interpolation) => {
    for (const workers of [0, undefined]) {
      const read = async (
        batchSize: number,
        colorMode: 'rgb' | 'rgba' | 'grayscale',
      ): Promise<Float32Array> => {
        const generator = new ImageDataGenerator({
          rescale: 1 / 255,
          horizontalFlip: true,
          rotationRange: 30,
        });
        const flow = generator.flowFromDirectory(folder, {
          ...{ targetSize: [10, 12], batchSize, seed: 3, shuffle: false, classMode: null },
          ...{ interpolation, colorMode, workers },
        });
        const parts: number[] = [];
        for await (const { x } of flow) {
          parts.push(...x.dataSync());
          x.dispose();
        }
        return Float32Array.from(parts);
      };
      for (const colorMode of ['rgb', 'rgba', 'grayscale'] as const) {
        expect(await read(12, colorMode)).toEqual(await read(1, colorMode));
      }
    }
    expect(tf.memory().numTensors).toBe(0);
  },
);
