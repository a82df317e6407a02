/** Sums over the images of one part. */
import type { BytePixels } from '../../augmentation/pillowResize.js';
import type { ImageSizeCount, PartReport, UnreadableFile } from './dataReport.js';

/** Adds images up, in any order. */
export class PartTotals {
  readonly #classNames: readonly string[];
  readonly #classCounts: number[];
  readonly #sizes = new Map<string, ImageSizeCount>();
  readonly #unreadable: UnreadableFile[] = [];
  #sums: number[] = [];
  #squares: number[] = [];
  #pixels: number[] = [];
  #images = 0;

  constructor(classNames: readonly string[]) {
    this.#classNames = classNames;
    this.#classCounts = new Array<number>(classNames.length).fill(0);
  }

  /** Enters an image. @param label undefined where it has no class */
  add({ values, height, width, channels }: BytePixels, label: number | undefined): void {
    this.#images += 1;
    if (label !== undefined) this.#classCounts[label]! += 1;
    const key = `${height}×${width}×${channels}`;
    const size = this.#sizes.get(key) ?? { height, width, channels, count: 0 };
    size.count += 1;
    this.#sizes.set(key, size);
    for (let channel = 0; channel < channels; channel++) {
      let [sum, squares] = [0, 0];
      for (let at = channel; at < values.length; at += channels) {
        const value = values[at]!;
        sum += value;
        squares += value * value;
      }
      this.#sums[channel] = (this.#sums[channel] ?? 0) + sum;
      this.#squares[channel] = (this.#squares[channel] ?? 0) + squares;
      this.#pixels[channel] = (this.#pixels[channel] ?? 0) + height * width;
    }
  }

  /** Enters a file that is no image. */
  addUnreadable(name: string, reason: string): void {
    this.#unreadable.push({ name, reason });
  }

  report(name: string): PartReport {
    const means = this.#sums.map((sum, channel) => sum / this.#pixels[channel]!);
    const deviations = means.map((mean, channel) =>
      Math.sqrt(Math.max(0, this.#squares[channel]! / this.#pixels[channel]! - mean * mean)),
    );
    return {
      name,
      images: this.#images,
      classNames: this.#classNames,
      classCounts: this.#classCounts,
      sizes: [...this.#sizes.values()].sort(
        (a, b) => b.count - a.count || a.height - b.height || a.width - b.width,
      ),
      channelMeans: means.map((mean) => mean / 255),
      channelDeviations: deviations.map((deviation) => deviation / 255),
      unreadable: this.#unreadable.sort((a, b) => (a.name < b.name ? -1 : 1)),
    };
  }
}
