/** Mirrors keras.preprocessing.image.ImageDataGenerator. */
import type { Tensor } from '@tensorflow/tfjs';
import { warn } from '../../display/warn.js';
import { nextSeed, type RandomGenerator, randomGenerator, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import type { DataFormat } from '../../layers/spatialLayer.js';
import type { FileFlow } from '../directory/fileFlow.js';
import { type FlowFromDataframeArgs, flowFromDataframe } from '../directory/flowFromDataframe.js';
import { type FlowFromDirectoryArgs, flowFromDirectory } from '../directory/flowFromDirectory.js';
import type { TableRow } from '../directory/tableRows.js';
import { applyTransform } from './applyTransform.js';
import type { Augmentation } from './augmentation.js';
import { featureStatistics } from './featureStatistics.js';
import { type FlowData, type FlowFromArraysArgs, flowFromArrays } from './flowFromArrays.js';
import { augmentationOf, checkedSplit, type ImageDataGeneratorArgs } from './generatorArgs.js';
import type { ImageFlow } from './imageFlow.js';
import { type FeatureStatistics, type Standardization, standardize } from './standardize.js';
import { inFormat, pixelsOfTensor, tensorOfPixels } from './tensorPixels.js';
import { drawTransform, type TransformParameters } from './transformParameters.js';

/**
 * Batches of images that are changed at random while a network trains, so that it hardly sees one twice: every argument
 * of Keras's class, and contrast, blur, sharpening, noise and stretching. All that is geometric is one resample.
 *
 * @example
 * const generator = new ImageDataGenerator({ rotationRange: 20, horizontalFlip: true, rescale: 1 / 255 });
 * const image = tf.randomUniform([32, 32, 3], 0, 255);
 * const changed = generator.randomTransform(image, 1);        // [32, 32, 3]
 */
export class ImageDataGenerator {
  /** Where the channels of tensors are. */
  readonly dataFormat: DataFormat;
  /** The fraction of the images that `subset: 'validation'` takes. */
  readonly validationSplit: number | undefined;
  /** What augmentation may do. */
  readonly augmentation: Augmentation;
  /** Runs on every augmented image, before `rescale`. */
  readonly preprocessingFunction: ((image: Tensor) => Tensor) | undefined;
  readonly #args: ImageDataGeneratorArgs;
  readonly #featurewise: { center: boolean; std: boolean; whitening: boolean };
  #statistics: FeatureStatistics = {};

  /** @throws {ArgumentError} for an argument that is out of range, by name */
  constructor(args: ImageDataGeneratorArgs = {}) {
    this.#args = args;
    this.augmentation = augmentationOf(args);
    this.validationSplit = checkedSplit(args.validationSplit);
    this.dataFormat = args.dataFormat ?? 'channelsLast';
    this.preprocessingFunction = args.preprocessingFunction;
    const whitening = args.zcaWhitening ?? false;
    const std = args.featurewiseStdNormalization ?? false;
    if (whitening && std) {
      throw new ArgumentError(
        'ImageDataGenerator: zcaWhitening already gives every direction the same deviation. Leave featurewiseStdNormalization out.',
      );
    }
    this.#featurewise = { center: (args.featurewiseCenter ?? false) || std || whitening, std, whitening };
  }

  /**
   * Learns the means, deviations and whitening that the featurewise arguments ask for.
   * @param images [count, height, width, channels], before rescaling
   * @param args `augment` learns from `rounds` passes of augmented images (default 1), `seed` repeats them
   * @throws {ArgumentError} for another shape
   * @example
   * const generator = new ImageDataGenerator({ featurewiseCenter: true });
   * generator.fit(tf.randomUniform([10, 8, 8, 3], 0, 255));
   */
  fit(images: Tensor, args: { augment?: boolean; rounds?: number; seed?: number } = {}): void {
    const { augment = false, rounds = 1, seed = nextSeed() } = args;
    if (!(images instanceof tf.Tensor) || images.rank !== 4 || images.size === 0) {
      throw new ArgumentError(
        `ImageDataGenerator.fit: expected images [count, height, width, channels]; received ${images instanceof tf.Tensor ? `[${images.shape.join(', ')}]` : typeof images}.`,
      );
    }
    const last = tf.tidy(() =>
      this.dataFormat === 'channelsFirst' ? images.transpose([0, 2, 3, 1]) : images.clone(),
    );
    const [count, height, width, channels] = last.shape as [number, number, number, number];
    const given = Float32Array.from(last.dataSync());
    last.dispose();
    const { rescale } = this.#args;
    if (rescale !== undefined) for (let at = 0; at < given.length; at++) given[at]! *= rescale;
    const values = augment ? this.#augmented(given, [count, height, width, channels], rounds, seed) : given;
    const { zcaEpsilon = 1e-6 } = this.#args;
    this.#statistics = featureStatistics(
      values,
      { count: count * (augment ? rounds : 1), channels },
      { ...this.#featurewise, zcaEpsilon },
    );
  }

  /**
   * Draws a transformation, for `applyTransform`.
   * @param imageShape [height, width, channels], in the generator's data format
   * @param seed repeats it
   * @example new ImageDataGenerator({ rotationRange: 20 }).getRandomTransform([32, 32, 3], 1).theta;
   */
  getRandomTransform(imageShape: readonly number[], seed: number = nextSeed()): TransformParameters {
    return this.drawTransform(imageShape, randomGenerator(seed));
  }

  /** As `getRandomTransform`, from a generator of random numbers. */
  drawTransform(imageShape: readonly number[], random: RandomGenerator): TransformParameters {
    const [first, second, third] = imageShape;
    const size = this.dataFormat === 'channelsFirst' ? [second, third] : [first, second];
    return drawTransform(this.augmentation, [size[0] ?? 1, size[1] ?? 1], random);
  }

  /**
   * Applies a transformation to one image [height, width, channels] of values from 0 to 255; the caller disposes the result.
   * @throws {ArgumentError} for what is no image
   * @example
   * const image = tf.randomUniform([32, 32, 3], 0, 255);
   * new ImageDataGenerator({ fillMode: 'reflect' }).applyTransform(image, { theta: 30, flipHorizontal: true });
   */
  applyTransform(image: Tensor, transform: TransformParameters, seed: number = 0): Tensor {
    const pixels = pixelsOfTensor(image, this.dataFormat, 'applyTransform');
    const result = applyTransform(pixels, transform, this.augmentation, randomGenerator(seed));
    return tensorOfPixels(result, this.dataFormat);
  }

  /**
   * Draws a transformation and applies it; the caller disposes the result.
   * @throws {ArgumentError} for what is no image
   * @example new ImageDataGenerator({ zoomRange: 0.2 }).randomTransform(tf.randomUniform([32, 32, 3], 0, 255));
   */
  randomTransform(image: Tensor, seed: number = nextSeed()): Tensor {
    const pixels = pixelsOfTensor(image, this.dataFormat, 'randomTransform');
    const random = randomGenerator(seed);
    const transform = drawTransform(this.augmentation, [pixels.height, pixels.width], random);
    return tensorOfPixels(applyTransform(pixels, transform, this.augmentation, random), this.dataFormat);
  }

  /**
   * The preprocessing function, rescaling and normalizations, in Keras's order, on one image or on a batch (whose own
   * mean is then the whole batch's); the caller disposes the result.
   * @example new ImageDataGenerator({ rescale: 1 / 255 }).standardize(tf.randomUniform([32, 32, 3], 0, 255));
   */
  standardize(images: Tensor): Tensor {
    const processed = this.preprocessingFunction?.(images) ?? images;
    const toLast = processed.rank === 4 ? [0, 2, 3, 1] : [1, 2, 0];
    const last = tf.tidy(() =>
      this.dataFormat === 'channelsFirst' ? processed.transpose(toLast) : processed.clone(),
    );
    const values = Float32Array.from(last.dataSync());
    standardize(values, last.shape.at(-1) ?? 1, this.standardization());
    const result = tf.tensor(values, last.shape);
    last.dispose();
    if (processed !== images) processed.dispose();
    return inFormat(result, this.dataFormat);
  }

  /**
   * Batches of images that are in memory; several threads augment them.
   * @param data an image set, images [count, height, width, channels] of values from 0 to 255, or [x, y], [x, y, sampleWeight]
   * @throws {ArgumentError} for other shapes
   * @example
   * const flow = new ImageDataGenerator({ horizontalFlip: true, rescale: 1 / 255 }).flow(train, { batchSize: 16 });
   * await model.fit(flow, { epochs: 1, verbose: 0 });
   */
  flow(data: FlowData, args: FlowFromArraysArgs = {}): ImageFlow {
    return flowFromArrays(this, data, args);
  }

  /**
   * Batches of the images in a folder that has one folder a class; prints how many it found. Classes and files are
   * sorted; validation is the first `validationSplit` of every class. Broken files are named in a warning and left out.
   * @throws {DataError} if there is no such folder; with `strict`, for a file that cannot be read
   * @throws {ArgumentError} for an argument that is out of range
   * @example
   * const folder = await mkdtemp(path.join(os.tmpdir(), 'images '));
   * await new ImageDataGenerator().flow(train, { saveToDir: path.join(folder, 'shapes'), batchSize: 8 }).next();
   * const flow = new ImageDataGenerator({ rescale: 1 / 255 }).flowFromDirectory(folder, { targetSize: [32, 32] });
   * flow.classIndices;        // { shapes: 0 }
   */
  flowFromDirectory(directory: string, args: FlowFromDirectoryArgs = {}): FileFlow {
    return flowFromDirectory(this, directory, args);
  }

  /**
   * Batches of the images that a table names: a .csv or .json file, or rows that are objects.
   * @throws {DataError} if the table cannot be read
   * @throws {ArgumentError} for a missing column or an argument that is out of range
   * @example
   * const folder = await mkdtemp(path.join(os.tmpdir(), 'images '));
   * await new ImageDataGenerator().flow(train, { saveToDir: folder, savePrefix: 'a', batchSize: 1 }).next();
   * const { readdirSync } = await import('node:fs');
   * const rows = readdirSync(folder).map((filename) => ({ filename, age: 3 }));
   * new ImageDataGenerator().flowFromDataframe(rows, { directory: folder, yCol: 'age', classMode: 'raw' });
   */
  flowFromDataframe(table: string | readonly TableRow[], args: FlowFromDataframeArgs = {}): FileFlow {
    return flowFromDataframe(this, table, args);
  }

  /** What is done to the values of every image, for workers. Warns where `fit` is still missing. */
  standardization(): Standardization {
    const { center, std, whitening } = this.#featurewise;
    const { mean, std: deviation, whitening: matrix } = this.#statistics;
    const missing = [
      center && mean === undefined && 'featurewiseCenter',
      std && deviation === undefined && 'featurewiseStdNormalization',
      whitening && matrix === undefined && 'zcaWhitening',
    ].filter((name) => name !== false);
    for (const name of missing) {
      warn(
        this,
        `ImageDataGenerator: ${name} needs to know the data and does nothing yet. Call generator.fit(images) first.`,
      );
    }
    const { rescale, samplewiseCenter = false, samplewiseStdNormalization = false } = this.#args;
    return {
      rescale,
      samplewiseCenter: samplewiseCenter || samplewiseStdNormalization,
      samplewiseStdNormalization,
      ...this.#statistics,
    };
  }

  #augmented(
    values: Float32Array,
    [count, height, width, channels]: readonly [number, number, number, number],
    rounds: number,
    seed: number,
  ): Float32Array {
    const size = height * width * channels;
    const result = new Float32Array(rounds * values.length);
    const random = randomGenerator(seed);
    for (let at = 0; at < rounds * count; at++) {
      const place = at % count;
      const image = { values: values.subarray(place * size, (place + 1) * size), height, width, channels };
      const transform = drawTransform(this.augmentation, [height, width], random);
      result.set(applyTransform(image, transform, this.augmentation, random).values, at * size);
    }
    return result;
  }
}
