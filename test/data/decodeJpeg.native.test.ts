/** The library's decoder gives the very pixels of libjpeg as sharp holds it, and leaves to sharp what it cannot read. */
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeJpeg } from '../../src/data/decodeJpeg.js';
import { jpegAddon } from '../../src/engine/index.js';

const addonPath = jpegAddon() ?? '';
const decode = (content: Uint8Array, limit = 1 << 20) => decodeJpeg(content, addonPath, limit);

async function picture(width: number, height: number, seed: number, channels: 1 | 3): Promise<Sharp> {
  const values = Uint8Array.from({ length: width * height * channels }, (_, at) => {
    const [x, y] = [Math.floor(at / channels) % width, Math.floor(at / channels / width)];
    return 128 + 90 * Math.sin((x * (at % channels) + y + seed) / 5) + ((at * 7919 + seed) % 31);
  });
  return sharp(values, { raw: { width, height, channels } });
}

describe.skipIf(addonPath === '')('the compiled decoder (npm run setup)', () => {
  it('decodes plain JPEGs of every size to the pixels that sharp reads', async () => {
    const size = fc.integer({ min: 1, max: 70 });
    const options = fc.record({
      quality: fc.integer({ min: 5, max: 100 }),
      progressive: fc.boolean(),
      chromaSubsampling: fc.constantFrom('4:2:0', '4:4:4'),
    });
    await fc.assert(
      fc.asyncProperty(
        size,
        size,
        fc.nat(1000),
        fc.constantFrom(1, 3),
        options,
        async (width, height, seed, channels, how) => {
          const content = await (await picture(width, height, seed, channels as 1 | 3)).jpeg(how).toBuffer();
          const expected = await sharp(content).toColourspace('srgb').removeAlpha().raw().toBuffer();
          const image = decode(content)!;
          expect([image.width, image.height, image.channels]).toEqual([width, height, 3]);
          expect(Buffer.compare(image.values, expected)).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves printer’s inks, other formats, cut-off and too large files alone', async () => {
    const image = await picture(40, 30, 1, 3);
    const jpeg = await image.clone().jpeg().toBuffer();
    expect(decode(jpeg)).toBeDefined();
    expect(decode(jpeg, 40 * 30 - 1)).toBeUndefined();
    expect(decode(jpeg.subarray(0, jpeg.length - 40))).toBeUndefined();
    expect(decode(await image.clone().png().toBuffer())).toBeUndefined();
    expect(decode(await image.clone().toColourspace('cmyk').jpeg().toBuffer())).toBeUndefined();
    expect(decode(Buffer.of(0xff, 0xd8, 0xff, 0xd9))).toBeUndefined();
    expect(decode(new Uint8Array(0))).toBeUndefined();
  });

  it('never fails for damaged bytes', async () => {
    const jpeg = await (await picture(33, 21, 7, 3)).jpeg().toBuffer();
    const damage = fc.array(fc.tuple(fc.integer({ min: 20, max: jpeg.length - 3 }), fc.nat(255)), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(damage, async (places) => {
        const broken = Uint8Array.from(jpeg);
        for (const [at, value] of places) broken[at] = value;
        const image = decode(broken);
        if (image) expect(image.values.length).toBe(image.width * image.height * 3);
      }),
      { numRuns: 300 },
    );
  });
});

it('uses the other decoder where the addon cannot be loaded', async () => {
  const jpeg = await (await picture(8, 8, 3, 3)).jpeg().toBuffer();
  expect(decodeJpeg(jpeg, '/no/such/jpeg.node', 1 << 20)).toBeUndefined();
});
