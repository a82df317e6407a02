/** Labelled images of one size, kept as bytes until a batch is made: four times smaller than as floats. */
import { inspect } from 'node:util';
import { randomGenerator, scaledBytes, type Tensor, tf } from '../engine/index.js';
import { ArgumentError } from '../errors.js';
import type { Batch, BatchOptions, BatchSource } from './batchSource.js';
import type { ImageBytes, ImageShape } from './imageBytes.js';

/** Arguments of `ImageSet`. */
export interface ImageSetArgs extends ImageBytes {
  /** [height, width, channels] of every image. */
  imageShape: ImageShape;
  /** What the labels stand for: label 0 is the first name. */
  classNames: readonly string[];
  /** What a byte is multiplied by in a batch; 1/255 (the default) gives 0 … 1, 1 leaves 0 … 255. */
  rescale?: number;
}

/**
 * Images with labels. `take`, `skip`, `slice`, `shuffle`, `select` and `filter` give views that share the bytes:
 * they cost four bytes an image. A set is never changed by its methods.
 *
 * @example
 * const { train } = await datasets.cifar10.load();       // 50,000 images 32×32×3
 * const validation = train.shuffle(1).take(5000);         // 5,000 of them
 * const { x, y } = validation.take(100).toTensors();      // x [100, 32, 32, 3] in 0 … 1, y [100] int32
 */
export class ImageSet implements BatchSource {
  /** [height, width, channels]. */
  readonly imageShape: ImageShape;
  readonly classNames: readonly string[];
  /** What a byte is multiplied by in a batch. */
  readonly rescale: number;
  readonly #bytes: ImageBytes;
  /** Which image of #bytes stands at each place. */
  readonly #indices: Int32Array;

  /**
   * @param args.images length × height × width × channels bytes
   * @param args.labels length class indices
   * @param view the places that this set shows of images that are checked already; for the class itself
   * @throws {ArgumentError} if the numbers of bytes, labels and classes do not go together
   */
  constructor(args: ImageSetArgs, view?: Int32Array) {
    if (view === undefined) requireWhole(args);
    const rescale = args.rescale ?? 1 / 255;
    if (!Number.isFinite(rescale) || rescale === 0) {
      throw new ArgumentError(
        `rescale: expected a number other than 0, such as 1 / 255, received ${rescale}.`,
      );
    }
    this.imageShape = args.imageShape;
    this.classNames = args.classNames;
    this.rescale = rescale;
    this.#bytes = args;
    this.#indices = view ?? Int32Array.from({ length: args.labels.length }, (_, index) => index);
  }

  /** How many images there are. */
  get length(): number {
    return this.#indices.length;
  }

  /** The labels in order, as a new array [length]. */
  get labels(): Int32Array {
    return this.#indices.map((index) => this.#bytes.labels[index]!);
  }

  /** The first `count` images (all of them if there are fewer). */
  take(count: number): ImageSet {
    return this.slice(0, requireCount('take', count));
  }

  /** All but the first `count` images. */
  skip(count: number): ImageSet {
    return this.slice(requireCount('skip', count));
  }

  /** The images from `start` up to but not including `end`, as Array.slice counts them: −1 is the last. */
  slice(start: number, end = this.length): ImageSet {
    for (const bound of [start, end]) {
      if (!Number.isInteger(bound))
        throw new ArgumentError(`slice: expected whole numbers, received ${bound}.`);
    }
    const absolute = (bound: number): number => (bound < 0 ? Math.max(0, bound + this.length) : bound);
    return this.#view(this.#indices.subarray(absolute(start), absolute(end)));
  }

  /** The same images in a random order; the same seed gives the same order. */
  shuffle(seed: number): ImageSet {
    if (!Number.isFinite(seed))
      throw new ArgumentError(`shuffle: expected a seed such as 1, received ${seed}.`);
    return this.select(randomGenerator(seed).permutation(this.length));
  }

  /**
   * The images at these places, in this order; a place may come more than once.
   * @throws {ArgumentError} if a place is outside 0 … length − 1
   */
  select(places: ArrayLike<number>): ImageSet {
    return this.#view(Int32Array.from(places, (place) => this.#index(place, 'select')));
  }

  /**
   * The images for which `keep` returns true.
   * @example train.filter((label) => train.classNames[label] === 'cat')
   */
  filter(keep: (label: number, place: number) => boolean): ImageSet {
    return this.#view(this.#indices.filter((index, place) => keep(this.#bytes.labels[index]!, place)));
  }

  /** The same images, multiplied by another number when a batch is made. */
  withRescale(rescale: number): ImageSet {
    return this.#view(this.#indices, rescale);
  }

  /**
   * The bytes of one image, height × width × channels, row by row: a view, not a copy.
   * @throws {ArgumentError} if there is no such place
   */
  image(place: number): Uint8Array {
    const sizeBytes = this.#imageSizeBytes();
    const index = this.#index(place, 'image');
    return this.#bytes.images.subarray(index * sizeBytes, (index + 1) * sizeBytes);
  }

  /** The class index of one image. */
  label(place: number): number {
    return this.#bytes.labels[this.#index(place, 'label')]!;
  }

  /** The name of the class of one image. */
  className(place: number): string {
    return this.classNames[this.label(place)]!;
  }

  /**
   * Cuts the set into batches: x [batch, height, width, channels] float32, y [batch] int32. The last batch may be
   * smaller. Whoever takes a batch disposes its two tensors.
   * @throws {ArgumentError} if batchSize is not a positive whole number or `order` names a place that is not there
   */
  *batches({ batchSize, order }: BatchOptions): Generator<Batch & { x: Tensor; y: Tensor }> {
    if (!(Number.isInteger(batchSize) && batchSize > 0)) {
      throw new ArgumentError(`batchSize: expected a positive whole number, received ${batchSize}.`);
    }
    const places = order ?? Int32Array.from({ length: this.length }, (_, place) => place);
    for (let start = 0; start < places.length; start += batchSize) {
      yield this.#tensors(places.subarray(start, start + batchSize));
    }
  }

  /**
   * The whole set as two tensors: x [length, height, width, channels] float32, y [length] int32. The caller disposes
   * them. All of CIFAR-10's training images take 614 MB this way; `fit` reads the set itself, batch by batch.
   * @throws {ArgumentError} if the set is empty
   */
  toTensors(): { x: Tensor; y: Tensor } {
    if (this.length === 0)
      throw new ArgumentError('toTensors: the set is empty, so there is nothing to put in a tensor.');
    return this.#tensors(Int32Array.from({ length: this.length }, (_, place) => place));
  }

  toString(): string {
    const names = this.classNames.slice(0, 10).join(', ') + (this.classNames.length > 10 ? ', …' : '');
    const images = this.length === 1 ? '1 image' : `${this.length.toLocaleString('en')} images`;
    return `ImageSet: ${images} ${this.imageShape.join('×')}, ${this.classNames.length} classes (${names})`;
  }

  [inspect.custom](): string {
    return this.toString();
  }

  /** Gathers the bytes, which become floats in one go. */
  #tensors(places: Int32Array): { x: Tensor; y: Tensor } {
    const sizeBytes = this.#imageSizeBytes();
    const { images, labels } = this.#bytes;
    const features = new Uint8Array(places.length * sizeBytes);
    const targets = new Int32Array(places.length);
    for (const [row, place] of places.entries()) {
      const index = this.#index(place, 'order');
      targets[row] = labels[index]!;
      features.set(images.subarray(index * sizeBytes, (index + 1) * sizeBytes), row * sizeBytes);
    }
    return {
      x: scaledBytes(features, [places.length, ...this.imageShape], this.rescale),
      y: tf.tensor1d(targets, 'int32'),
    };
  }

  #view(indices: Int32Array, rescale = this.rescale): ImageSet {
    const { imageShape, classNames } = this;
    const { images, labels } = this.#bytes;
    return new ImageSet({ images, labels, imageShape, classNames, rescale }, indices);
  }

  #index(place: number, argument: string): number {
    const index = this.#indices[place];
    if (index !== undefined) return index;
    throw new ArgumentError(
      this.length === 0
        ? `${argument}: the set is empty, so there is no image ${place}.`
        : `${argument}: there is no image ${place}; the set has ${this.length}, from 0 to ${this.length - 1}.`,
    );
  }

  #imageSizeBytes(): number {
    return this.imageShape[0] * this.imageShape[1] * this.imageShape[2];
  }
}

function requireCount(argument: string, count: number): number {
  if (Number.isInteger(count) && count >= 0) return count;
  throw new ArgumentError(`${argument}: expected how many images, 0 or more, received ${count}.`);
}

function requireWhole({ images, labels, imageShape, classNames }: ImageSetArgs): void {
  if (imageShape.length !== 3 || !imageShape.every((size) => Number.isInteger(size) && size > 0)) {
    throw new ArgumentError(
      `imageShape: expected [height, width, channels], three positive whole numbers, received [${imageShape.join(', ')}].`,
    );
  }
  const needed = labels.length * imageShape[0] * imageShape[1] * imageShape[2];
  if (images.length !== needed) {
    throw new ArgumentError(
      `images: ${labels.length} labels and images of ${imageShape.join('×')} need ${needed} bytes, received ${images.length}.`,
    );
  }
  const wrong = labels.findIndex((label: number) => !(label >= 0 && label < classNames.length));
  if (wrong !== -1) {
    throw new ArgumentError(
      `labels: label ${labels[wrong]} of image ${wrong} has no name; with ${classNames.length} classNames the labels ` +
        `go from 0 to ${classNames.length - 1}.`,
    );
  }
}
