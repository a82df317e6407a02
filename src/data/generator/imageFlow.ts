/** Batches of images, made ahead in threads of their own, that go straight into `fit`, `evaluate` and `predict`. */
import { mkdirSync } from 'node:fs';
import type { Tensor } from '@tensorflow/tfjs';
import { warn } from '../../display/warn.js';
import { nextSeed, randomGenerator, tf } from '../../engine/index.js';
import { ArgumentError, DataError } from '../../errors.js';
import type { BatchSequence } from '../../training/batches/trainingData.js';
import { batchTensor } from '../workers/batchMemory.js';
import type { ImageBatch, ImageJob } from '../workers/imageJob.js';
import { batchesAhead, renderBatch } from '../workers/imagePool.js';
import type { FlowArgs } from './flowArgs.js';
import type { ImageDataGenerator } from './imageDataGenerator.js';
import { inFormat } from './tensorPixels.js';

/** One batch; whoever takes it disposes its tensors. */
export interface FlowBatch {
  /** [batch, height, width, channels] float32. */
  x: Tensor;
  /** What the flow's targets are; undefined where it has none. */
  y: Tensor | Tensor[];
  /** [batch], where samples have weights. */
  sampleWeight?: Tensor;
}

/** The images and targets behind a flow. */
export interface FlowSource {
  /** How many images. */
  readonly samples: number;
  /** [height, width, channels]. */
  readonly imageShape: readonly [height: number, width: number, channels: number];
  /** The images at these places, for a worker. */
  images(places: Int32Array): ImageJob['source'];
  /** The targets of these places: one tensor or several; undefined where the images themselves or nothing are. */
  targets: ((places: Int32Array) => Tensor | Tensor[]) | 'input' | undefined;
  weights?: (places: Int32Array) => Tensor;
  /** What a place is called in a warning. */
  nameOf(place: number): string;
  /** Whether an image that cannot be read is an error. */
  readonly strict: boolean;
}

/**
 * What `flow`, `flowFromDirectory` and `flowFromDataframe` give: `length` batches an epoch, the next ones always on
 * their way. `for await (const { x, y } of flow)` goes through one epoch.
 *
 * @example
 * const flow = new ImageDataGenerator({ horizontalFlip: true }).flow(train, { batchSize: 16 });
 * const { x, y } = await flow.next();        // x [16, 32, 32, 3], y [16]
 */
export class ImageFlow implements BatchSequence {
  readonly batchSize: number;
  readonly shuffle: boolean;
  readonly seed: number;
  readonly #source: FlowSource;
  readonly #generator: ImageDataGenerator;
  readonly #args: FlowArgs;
  readonly #augments: boolean;
  /** The batches that are being made, by number. */
  readonly #ahead = new Map<number, Promise<ImageBatch>>();
  /** The order in which batches will be asked for. */
  #plan: ArrayLike<number> = [];
  #planned = 0;
  #epoch = 0;
  #order: Int32Array | undefined;
  #cursor = 0;

  constructor(generator: ImageDataGenerator, source: FlowSource, args: FlowArgs) {
    this.#generator = generator;
    this.#source = source;
    this.#args = args;
    this.batchSize = args.batchSize ?? 32;
    this.shuffle = args.shuffle ?? true;
    this.seed = args.seed ?? nextSeed();
    // Validation measures what a network makes of images as they are.
    this.#augments = args.subset !== 'validation' || generator.augmentation.kerasCompat;
    if (args.saveToDir !== undefined) mkdirSync(args.saveToDir, { recursive: true });
  }

  /** How many images there are. */
  get samples(): number {
    return this.#source.samples;
  }

  /** How many batches an epoch has. */
  get length(): number {
    return Math.ceil(this.samples / this.batchSize);
  }

  /** [height, width, channels] of every image, in the generator's data format. */
  get imageShape(): readonly number[] {
    const [height, width, channels] = this.#source.imageShape;
    return this.#generator.dataFormat === 'channelsFirst'
      ? [channels, height, width]
      : [height, width, channels];
  }

  /** Says in which order an epoch's batches will be asked for, so that they can be made ahead; `fit` does. */
  onEpochBegin(order: ArrayLike<number>): void {
    this.#ahead.clear();
    this.#plan = order;
    this.#planned = 0;
    this.#fill();
  }

  /** A new order, and new transformations, from here on; `fit` calls it. */
  onEpochEnd(): void {
    this.#begin(this.#epoch + 1);
  }

  /** Back to the first batch of the first epoch. */
  reset(): void {
    this.#begin(0);
  }

  /**
   * One batch of the current epoch, by number.
   * @throws {ArgumentError} for a number that there is not
   * @throws {DataError} for files that cannot be read: all of a batch, or any with `strict`
   */
  async get(index: number): Promise<FlowBatch> {
    if (!(Number.isInteger(index) && index >= 0 && index < this.length)) {
      throw new ArgumentError(`flow.get: there is no batch ${index}; there are ${this.length}, from 0 on.`);
    }
    const places = this.#places(index);
    const making = this.#ahead.get(index) ?? this.#make(places);
    this.#ahead.delete(index);
    this.#fill();
    const batch = await making;
    return this.#finish(batch, this.#readable(batch, places));
  }

  /** The next batch, epoch after epoch, without an end; whoever takes it disposes its tensors. */
  async next(): Promise<FlowBatch> {
    if (this.length === 0) throw new ArgumentError('flow.next: there are no images.');
    if (this.#cursor === this.length) this.onEpochEnd();
    if (this.#cursor === 0) this.onEpochBegin(countedTo(this.length));
    return this.get(this.#cursor++);
  }

  /** One epoch, from its first batch on. */
  async *[Symbol.asyncIterator](): AsyncGenerator<FlowBatch> {
    this.onEpochBegin(countedTo(this.length));
    for (let index = 0; index < this.length; index++) yield await this.get(index);
    this.onEpochEnd();
  }

  #begin(epoch: number): void {
    this.#epoch = epoch;
    this.#order = undefined;
    this.#cursor = 0;
    this.#ahead.clear();
    this.#plan = [];
  }

  /** Keeps as many batches on their way as keep the threads busy. */
  #fill(): void {
    const depth = this.#args.workers === 0 ? 1 : batchesAhead();
    while (this.#ahead.size < depth && this.#planned < this.#plan.length) {
      const index = this.#plan[this.#planned++]!;
      const making = this.#make(this.#places(index));
      // It is told when the batch is asked for.
      making.catch(() => {});
      this.#ahead.set(index, making);
    }
  }

  #places(index: number): Int32Array {
    this.#order ??= this.shuffle
      ? randomGenerator(seedOf(this.seed, this.#epoch, -1)).permutation(this.samples)
      : countedTo(this.samples);
    return this.#order.subarray(index * this.batchSize, (index + 1) * this.batchSize);
  }

  #make(places: Int32Array): Promise<ImageBatch> {
    const { saveToDir, savePrefix = '', saveFormat = 'png', workers } = this.#args;
    const { augmentation, preprocessingFunction } = this.#generator;
    const seeds = Float64Array.from(places, (place) => seedOf(this.seed, this.#epoch, place));
    const job: ImageJob = {
      source: this.#source.images(places),
      seeds: this.#augments ? seeds : undefined,
      augmentation,
      standardization: preprocessingFunction ? undefined : this.#generator.standardization(),
      save:
        saveToDir === undefined ? undefined : { folder: saveToDir, prefix: savePrefix, format: saveFormat },
    };
    return renderBatch(job, workers !== 0);
  }

  /** The places whose images could be read; the others are named. */
  #readable({ broken }: ImageBatch, places: Int32Array): Int32Array {
    if (broken.length === 0) return places;
    const reasons = broken.map(({ reason }) => reason);
    if (this.#source.strict || broken.length === places.length) throw new DataError(reasons.join('\n'));
    for (const { place, reason } of broken) {
      warn(this, `${this.#source.nameOf(places[place]!)} is left out: ${reason}`);
    }
    const left = new Set(broken.map(({ place }) => place));
    return places.filter((_, at) => !left.has(at));
  }

  #finish(made: ImageBatch, places: Int32Array): FlowBatch {
    const shape: [number, number, number, number] = [places.length, ...this.#source.imageShape];
    const x = this.#processed(inFormat(batchTensor(made, shape), this.#generator.dataFormat));
    const { targets, weights } = this.#source;
    const y = targets === 'input' ? x.clone() : targets?.(places);
    const batch = { x, y } as FlowBatch;
    return weights === undefined ? batch : { ...batch, sampleWeight: weights(places) };
  }

  /** The user's function, and what comes after it, image by image. */
  #processed(x: Tensor): Tensor {
    if (this.#generator.preprocessingFunction === undefined) return x;
    const processed = tf.tidy(() => tf.stack(x.unstack().map((image) => this.#generator.standardize(image))));
    x.dispose();
    return processed;
  }
}

/** Of the flow's seed, an epoch and an image: the same whichever thread asks. */
function seedOf(seed: number, epoch: number, place: number): number {
  const low = (seed + Math.imul(place + 2, 0x9e3779b1)) >>> 0;
  return (epoch % 0x1f_ffff) * 0x1_0000_0000 + low;
}

function countedTo(length: number): Int32Array {
  return Int32Array.from({ length }, (_, index) => index);
}
