import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bitCount, hashDistance, perceptualHash } from '../../../src/data/analysis/perceptualHash.js';
import { decodeColors, grayOf } from '../../../src/data/decodePixels.js';
import { goldenPath } from '../../goldenCases.js';

/** imagehash 4.3.2 with Pillow 13.0.0 and scipy 1.17.1: `imagehash.phash(Image.open(file))`. */
const peers = [
  ['Dog/a.png', 'ebc0e03f9735183c'],
  ['Dog/c10.png', 'b968e79719391887'],
  ['Dog/c2.png', '90d147077f39382f'],
  ['Dog/nested-1/f.png', 'f06887c738381fc7'],
  ['Dog/nested/deep/e.png', '90d1e707793878c7'],
  ['ant/grey.png', '90d16fc7393938c6'],
  ['bee/Z.png', '866239396f866e39'],
  ['bee/img1.png', 'c46a3b332e8e3c39'],
  ['bee/img3.png', 'c0d56f876f313838'],
  ['bee/sub/img0.png', 'd8d867c7383838c7'],
  ['stray.png', '91d16e866b3939c6'],
  ['bee/.cover.png', 'd0c02f4739383fc7'],
] as const;

const hex = (bits: number): string => (bits >>> 0).toString(16).padStart(8, '0');

it.each(peers)('%s has the hash of imagehash', async (file, expected) => {
  const { hash } = perceptualHash(grayOf(await decodeColors(goldenPath(`directory/tree/${file}`))));
  expect(hex(hash.high) + hex(hash.low)).toBe(expected);
});

it('counts bits as their binary digits say', () => {
  fc.assert(
    fc.property(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), (bits) => {
      expect(bitCount(bits)).toBe((bits >>> 0).toString(2).replaceAll('0', '').length);
    }),
  );
});

it('the distance is that of all 64 bits', () => {
  expect(hashDistance({ high: 0, low: 0 }, { high: -1, low: 0b101 })).toBe(34);
});
