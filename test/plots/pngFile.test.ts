import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { pngFile } from '../../src/plots/pngFile.js';

test('another decoder reads back the very pixels', async () => {
  const image = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
    .chain(([width, height]) =>
      fc.tuple(
        fc.constant(width),
        fc.constant(height),
        fc.uint8Array({ minLength: width * height * 3, maxLength: width * height * 3 }),
      ),
    );
  await fc.assert(
    fc.asyncProperty(image, async ([width, height, pixels]) => {
      const { data, info } = await sharp(pngFile(pixels, width, height))
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect([info.width, info.height, info.channels]).toEqual([width, height, 3]);
      expect([...data]).toEqual([...pixels]);
    }),
    { numRuns: 40 },
  );
});
