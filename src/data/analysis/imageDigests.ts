/** What is kept of every image of a part: its hash and a small gray copy of it. */
import { bitCount, type PerceptualHash } from './perceptualHash.js';

const thumbnailBytes = 32 * 32;
/** Below this deviation of its grays an image is one color, and its hash noise. */
const flatDeviation = 2;

/** The digests of one part, in the order of its images. */
export class ImageDigests {
  readonly #hashes: Int32Array;
  readonly #thumbnails: Uint8Array;
  /** The mean of every image's grays, and the length of what is left when it is taken off. */
  readonly #means: Float64Array;
  readonly #norms: Float64Array;

  constructor(readonly length: number) {
    this.#hashes = new Int32Array(2 * length);
    this.#thumbnails = new Uint8Array(length * thumbnailBytes);
    this.#means = new Float64Array(length);
    this.#norms = new Float64Array(length);
  }

  /** Enters an image. @param thumbnail 32×32 grays */
  set(place: number, { high, low }: PerceptualHash, thumbnail: Uint8Array): void {
    this.#hashes[2 * place] = high;
    this.#hashes[2 * place + 1] = low;
    this.#thumbnails.set(thumbnail, place * thumbnailBytes);
    let [sum, squares] = [0, 0];
    for (const value of thumbnail) {
      sum += value;
      squares += value * value;
    }
    this.#means[place] = sum / thumbnailBytes;
    this.#norms[place] = Math.sqrt(Math.max(0, squares - (sum * sum) / thumbnailBytes));
  }

  /** The image of `other` most like this one, if one's hash differs in at most `distance` bits and its grays go along. */
  nearest(place: number, other: ImageDigests, distance: number, likeness: number): Match | undefined {
    if (!this.#isTelling(place)) return undefined;
    const [high, low] = [this.#hashes[2 * place]!, this.#hashes[2 * place + 1]!];
    const hashes = other.#hashes;
    let best: Match | undefined;
    for (let at = 0; at < other.length; at++) {
      const first = bitCount(high ^ hashes[2 * at]!);
      if (first > distance) continue;
      const apart = first + bitCount(low ^ hashes[2 * at + 1]!);
      if (apart > distance || !other.#isTelling(at)) continue;
      const alike = this.#correlation(place, other, at);
      if (alike >= likeness && (best === undefined || alike > best.correlation))
        best = { place: at, distance: apart, correlation: alike };
    }
    return best;
  }

  /** Whether an image has anything to compare. */
  #isTelling(place: number): boolean {
    return this.#norms[place]! > flatDeviation * Math.sqrt(thumbnailBytes);
  }

  /** Pearson's, of the grays of both. */
  #correlation(place: number, other: ImageDigests, at: number): number {
    const [mine, theirs] = [this.#thumbnails, other.#thumbnails];
    const [first, second] = [place * thumbnailBytes, at * thumbnailBytes];
    let products = 0;
    for (let pixel = 0; pixel < thumbnailBytes; pixel++)
      products += mine[first + pixel]! * theirs[second + pixel]!;
    const common = thumbnailBytes * this.#means[place]! * other.#means[at]!;
    return (products - common) / (this.#norms[place]! * other.#norms[at]!);
  }
}

/** An image that is nearly another one. */
export interface Match {
  place: number;
  /** In how many of 64 bits the hashes differ. */
  distance: number;
  /** Of the grays of both, 1 for the same picture, lighter or darker. */
  correlation: number;
}
