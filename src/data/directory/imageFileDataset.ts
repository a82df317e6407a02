/** A lazy data set of image files. */
import type { Tensor } from '@tensorflow/tfjs';
import { warn } from '../../display/warn.js';
import { randomGenerator, tf } from '../../engine/index.js';
import { DataError } from '../../errors.js';
import { Dataset } from '../dataset/dataset.js';
import { mapped } from '../dataset/mapped.js';
import { channelsOf, type DatasetDecodeOptions } from '../decodePixels.js';
import { batchTensor } from '../workers/batchMemory.js';
import { batchesAhead, renderBatch } from '../workers/imagePool.js';

/** What an image is to be recognized as: the number of its class, that as 0 or 1 in a row of its own, or a one-hot row. */
export type LabelMode = 'int' | 'categorical' | 'binary';

/** The files behind a data set. */
export interface LabeledFiles {
  root: string;
  /** Absolute paths. */
  filePaths: readonly string[];
  /** The class of every file; undefined where there are none. */
  labels: readonly number[] | undefined;
  classNames: readonly string[] | undefined;
}

/** How files become elements. */
export interface ElementOptions {
  decode: DatasetDecodeOptions;
  labelMode: LabelMode | undefined;
  /** Images an element; undefined for one image each, without a batch axis. */
  batchSize: number | undefined;
  /** Of the order of every pass; undefined for the order of the files. */
  seed: number | undefined;
  isStrict: boolean;
}

/** How many images are read together where elements are single ones. */
const readTogether = 32;

/**
 * What `imageDatasetFromDirectory` gives: a `Dataset` that knows its files. Steps such as `map` give a plain `Dataset`.
 * @example
 * const folder = await mkdtemp(path.join(os.tmpdir(), 'images '));
 * await new ImageDataGenerator().flow(train, { saveToDir: path.join(folder, 'all'), batchSize: 8 }).next();
 * const images = imageDatasetFromDirectory(folder, { imageSize: [32, 32], batchSize: 4 });
 * images.classNames;                                   // ['all']
 * for await (const [x, y] of images) tf.dispose([x, y]);    // x [4, 32, 32, 3], y [4]
 */
export class ImageFileDataset<Element> extends Dataset<Element> {
  /** The names of the classes, in the order of their numbers; undefined where files have none. */
  readonly classNames: readonly string[] | undefined;
  /** The files' absolute paths, before any pass shuffles them. */
  readonly filePaths: readonly string[];
  /** The files with their classes. */
  readonly files: LabeledFiles;

  /** @param options.decode how every file becomes pixels */
  constructor(files: LabeledFiles, options: ElementOptions) {
    let pass = 0;
    super(() => elementsOf(files, options, pass++, this) as AsyncGenerator<Element>);
    this.classNames = files.classNames;
    this.filePaths = files.filePaths;
    this.files = files;
  }

  /** The same paths, under the name by which `fit` warns of files that are trained on and validated on. */
  get fileNames(): readonly string[] {
    return this.filePaths;
  }
}

async function* elementsOf(
  files: LabeledFiles,
  options: ElementOptions,
  pass: number,
  about: object,
): AsyncGenerator<Tensor | [Tensor, Tensor]> {
  const size = options.batchSize ?? readTogether;
  const order = orderOf(files.filePaths.length, options.seed, pass);
  function* batches(): Generator<Int32Array> {
    for (let start = 0; start < order.length; start += size) yield order.subarray(start, start + size);
  }
  const read = (places: Int32Array) => batchOf(files, options, places, about);
  for await (const batch of mapped(batches(), read, batchesAhead(), 0)) {
    if (options.batchSize !== undefined) yield batch;
    else yield* rowsOf(batch);
  }
}

/** A new permutation in every pass; the whole sequence repeats with the seed. */
function orderOf(length: number, seed: number | undefined, pass: number): Int32Array {
  if (seed === undefined) return Int32Array.from({ length }, (_, place) => place);
  const seeds = randomGenerator(seed);
  let drawn = seeds.nextInteger(2 ** 31);
  for (let earlier = 0; earlier < pass; earlier++) drawn = seeds.nextInteger(2 ** 31);
  return randomGenerator(drawn).permutation(length);
}

/** x [batch, height, width, channels] and the labels; a file that cannot be read is named and left out. */
async function batchOf(
  { filePaths, labels, classNames }: LabeledFiles,
  { decode, labelMode, isStrict }: ElementOptions,
  places: Int32Array,
  about: object,
): Promise<Tensor | [Tensor, Tensor]> {
  const source = { files: Array.from(places, (place) => filePaths[place]!), decode };
  const job = {
    source,
    seeds: undefined,
    augmentation: undefined,
    standardization: undefined,
    save: undefined,
  };
  const made = await renderBatch(job, true);
  const { broken } = made;
  const reasons = broken.map(({ reason }) => reason);
  if (broken.length > 0 && (isStrict || broken.length === places.length))
    throw new DataError(reasons.join('\n'));
  for (const reason of reasons) warn(about, `An image is left out: ${reason}`);
  const left = new Set(broken.map(({ place }) => place));
  const kept = places.filter((_, at) => !left.has(at));
  const x = batchTensor(made, [kept.length, ...decode.size, channelsOf[decode.colorMode]]);
  if (labels === undefined || labelMode === undefined) return x;
  return [
    x,
    labelTensor(
      labelMode,
      [...kept].map((place) => labels[place]!),
      classNames?.length ?? 0,
    ),
  ];
}

function labelTensor(labelMode: LabelMode, labels: readonly number[], classes: number): Tensor {
  if (labelMode === 'int') return tf.tensor1d(labels as number[], 'int32');
  if (labelMode === 'binary') return tf.tensor2d(labels as number[], [labels.length, 1], 'float32');
  const rows = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) rows[row * classes + label] = 1;
  return tf.tensor2d(rows, [labels.length, classes]);
}

function* rowsOf(batch: Tensor | [Tensor, Tensor]): Generator<Tensor | [Tensor, Tensor]> {
  const [x, y] = Array.isArray(batch) ? batch : [batch];
  const images = tf.unstack(x);
  const labels = y && tf.unstack(y);
  tf.dispose([x, ...(y ? [y] : [])]);
  let taken = 0;
  try {
    for (const [row, image] of images.entries()) {
      taken = row + 1;
      yield labels ? [image, labels[row]!] : image;
    }
  } finally {
    tf.dispose([...images.slice(taken), ...(labels?.slice(taken) ?? [])]);
  }
}
