/** A hash that stays nearly the same where an image is resized, recompressed or made lighter.
 *  Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions". As Python's imagehash.phash: gray,
 *  32×32 by Lanczos, the 8×8 lowest frequencies of its cosine transform, a bit for each that lies above their median. */
import { type BytePixels, pillowResize } from '../../augmentation/pillowResize.js';

/** 64 bits in two numbers, the first row of frequencies first. */
export interface PerceptualHash {
  high: number;
  low: number;
}

const side = 32;
const kept = 8;

/** cos(π (2x + 1) u / 2n) for each of the lowest frequencies u, a row each. */
const cosines = Float64Array.from({ length: kept * side }, (_, at) => {
  const [u, x] = [Math.floor(at / side), at % side];
  return Math.cos((Math.PI * (2 * x + 1) * u) / (2 * side));
});

/**
 * The hash of an image, and the 32×32 gray image it was made from.
 * @shape gray [height, width, 1]
 */
export function perceptualHash(gray: BytePixels): { hash: PerceptualHash; thumbnail: Uint8Array } {
  const isSmall = gray.height === side && gray.width === side;
  const { values } = isSmall ? gray : pillowResize(gray, [side, side], 'lanczos');
  return { hash: bitsOf(lowFrequencies(values)), thumbnail: values };
}

/** In how many of their 64 bits two hashes differ. */
export function hashDistance(a: PerceptualHash, b: PerceptualHash): number {
  return bitCount(a.high ^ b.high) + bitCount(a.low ^ b.low);
}

/** How many bits of a 32-bit number are set. */
export function bitCount(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Σ_y Σ_x value(y, x) cos(…u y) cos(…v x), for the 8×8 lowest frequencies. */
function lowFrequencies(values: Uint8Array): Float64Array {
  const rows = new Float64Array(side * kept);
  for (let y = 0; y < side; y++) {
    for (let v = 0; v < kept; v++) {
      let sum = 0;
      for (let x = 0; x < side; x++) sum += values[y * side + x]! * cosines[v * side + x]!;
      rows[y * kept + v] = sum;
    }
  }
  const result = new Float64Array(kept * kept);
  for (let u = 0; u < kept; u++) {
    for (let v = 0; v < kept; v++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += rows[y * kept + v]! * cosines[u * side + y]!;
      result[u * kept + v] = sum;
    }
  }
  return result;
}

function bitsOf(frequencies: Float64Array): PerceptualHash {
  const sorted = frequencies.toSorted();
  const median = (sorted[31]! + sorted[32]!) / 2;
  let [high, low] = [0, 0];
  for (let at = 0; at < 32; at++) {
    high = (high << 1) | (frequencies[at]! > median ? 1 : 0);
    low = (low << 1) | (frequencies[at + 32]! > median ? 1 : 0);
  }
  return { high, low };
}
