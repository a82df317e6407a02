/** Mirrors keras.utils.image_dataset_from_directory: image files below a folder as a lazy data set. */
import { statSync } from 'node:fs';
import path from 'node:path';
import type { Tensor } from '@tensorflow/tfjs';
import { jpegAddon, nextSeed, randomGenerator } from '../../engine/index.js';
import { ArgumentError, DataError } from '../../errors.js';
import { type ColorMode, channelsOf, type DatasetDecodeOptions } from '../decodePixels.js';
import { readableFiles } from './fileFlow.js';
import { printFilesFound, printFilesUsed } from './found.js';
import {
  type ElementOptions,
  ImageFileDataset,
  type LabeledFiles,
  type LabelMode,
} from './imageFileDataset.js';
import { labeledFiles } from './labeledFiles.js';

/** Arguments of `imageDatasetFromDirectory`. */
export interface ImageDatasetFromDirectoryArgs {
  /** From the folders (`inferred`, the default), none (null), or the class of every file in the order of their paths. */
  labels?: 'inferred' | null | readonly number[];
  /** How labels are given: [batch] int32 (the default), one-hot rows [batch, classes], 0 or 1 [batch, 1], or not at all. */
  labelMode?: LabelMode | null;
  /** The folders that are classes, in the order of their numbers; all but those that begin with a dot, sorted, if left out. */
  classNames?: readonly string[];
  /** One, three or four channels. Default `rgb`. */
  colorMode?: ColorMode;
  /** Images a batch; null gives single images without a batch axis. Default 32. */
  batchSize?: number | null;
  /** [height, width] that every image is brought to, or one number for both. Default 256. */
  imageSize?: number | readonly [height: number, width: number];
  /** Whether every pass has an order of its own. Default true. */
  shuffle?: boolean;
  /** Of the split and of the order. */
  seed?: number;
  /** The fraction that is set aside, between 0 and 1. */
  validationSplit?: number;
  /** The part that is wanted, or both in a list. */
  subset?: 'training' | 'validation' | 'both';
  /** Default `bilinear`, without antialiasing, as in Keras. */
  interpolation?: 'nearest' | 'bilinear' | 'bicubic';
  /** Whether links to folders inside the classes are followed. */
  followLinks?: boolean;
  /** Cuts the middle out in the shape of `imageSize`, instead of stretching the image. */
  cropToAspectRatio?: boolean;
  /** Lays the whole image on black in the shape of `imageSize`, instead of stretching it. */
  padToAspectRatio?: boolean;
  /** Fails for a file that cannot be read, instead of leaving it out with a warning. */
  strict?: boolean;
  /** Whether it says how many files it found. Default true. */
  verbose?: boolean;
}

/** What the elements of such a data set are: images with labels, or images alone. */
export type ImageElement<Args> = Args extends { labels: null } | { labelMode: null }
  ? Tensor
  : [x: Tensor, y: Tensor];

/** One data set, or with `subset: 'both'` those for training and for validation. */
export type ImageDatasets<Args> = Args extends { subset: 'both' }
  ? [training: ImageFileDataset<ImageElement<Args>>, validation: ImageFileDataset<ImageElement<Args>>]
  : ImageFileDataset<ImageElement<Args>>;

const method = 'imageDatasetFromDirectory';

/**
 * Image files below a folder, one folder a class, as a lazy `Dataset` of batches [x, y] that goes straight into `fit`:
 * x [batch, height, width, channels] float32 in 0 … 255, y as `labelMode` says. Threads of their own read the next
 * batches; whoever takes an element disposes its tensors.
 *
 * As in Keras, `validationSplit` sets aside the last files of the list, which is shuffled with the seed before (unless
 * `shuffle` is false). Two calls for the two subsets need the same seed; `subset: 'both'` cannot go wrong.
 * @throws {ArgumentError} for arguments that are out of range or contradict each other
 * @throws {DataError} if the folder is none or holds no images
 * @example
 * const folder = await mkdtemp(path.join(os.tmpdir(), 'images '));
 * await new ImageDataGenerator().flow(train, { saveToDir: path.join(folder, 'all'), batchSize: 8 }).next();
 * const [training, validation] = imageDatasetFromDirectory(folder, {
 *   imageSize: [32, 32], batchSize: 4, validationSplit: 0.25, subset: 'both', seed: 1,
 * });
 * [training.filePaths.length, validation.filePaths.length]; // [6, 2]
 */
export function imageDatasetFromDirectory<const Args extends ImageDatasetFromDirectoryArgs>(
  directory: string,
  args: Args = {} as Args,
): ImageDatasets<Args> {
  // The kind of result follows from the arguments, which TypeScript does not see from inside.
  return opened(directory, args) as ImageDatasets<Args>;
}

function opened(directory: string, args: ImageDatasetFromDirectoryArgs): unknown {
  const { shuffle = true, subset, validationSplit, strict = false, verbose = true } = args;
  const decode = decodeOptionsOf(args);
  requireSplit(args);
  const labelMode =
    args.labels === null ? undefined : (args.labelMode ?? (args.labelMode === null ? undefined : 'int'));
  const root = path.resolve(directory);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new DataError(
      `${method}: ${root} is not a folder. It expects one folder a class, with the images in it.`,
    );
  const found = labeledFiles(method, root, { ...args, hasLabels: labelMode !== undefined });
  const classCount = found.classNames?.length;
  if (labelMode === 'binary' && classCount !== 2) {
    throw new ArgumentError(
      `${method}: labelMode 'binary' needs exactly 2 classes; ${root} has ${classCount}. Use 'int' or 'categorical', or name two in classNames.`,
    );
  }
  if (verbose) printFilesFound(found.filePaths.length, classCount);
  const seed = args.seed ?? nextSeed();
  const files = onlyReadable(shuffle ? shuffled(found, seed) : found, strict);
  const elements = (isShuffled: boolean): ElementOptions => ({
    decode,
    labelMode,
    batchSize: args.batchSize === null ? undefined : (args.batchSize ?? 32),
    seed: isShuffled ? seed : undefined,
    isStrict: strict,
  });
  const part = (which: 'training' | 'validation'): LabeledFiles => {
    const share = partOf(files, validationSplit ?? 0, which);
    if (verbose) printFilesUsed(share.filePaths.length, which);
    return share;
  };
  if (subset === 'both') {
    const [training, validation] = [part('training'), part('validation')];
    return [
      new ImageFileDataset(training, elements(shuffle)),
      new ImageFileDataset(validation, elements(false)),
    ];
  }
  const wanted = subset === undefined ? files : part(subset);
  if (wanted.filePaths.length === 0) throw new DataError(`${method}: ${root} holds no images.`);
  return new ImageFileDataset(wanted, elements(shuffle));
}

function decodeOptionsOf(args: ImageDatasetFromDirectoryArgs): DatasetDecodeOptions {
  const { imageSize = 256, colorMode = 'rgb', interpolation = 'bilinear', batchSize, labelMode } = args;
  const size = typeof imageSize === 'number' ? ([imageSize, imageSize] as const) : imageSize;
  if (
    !Array.isArray(size) ||
    size.length !== 2 ||
    !size.every((side) => Number.isInteger(side) && side > 0)
  ) {
    throw new ArgumentError(
      `${method}: imageSize must be [height, width], two positive whole numbers; received ${JSON.stringify(imageSize)}.`,
    );
  }
  if (!Object.hasOwn(channelsOf, colorMode)) {
    throw new ArgumentError(
      `${method}: colorMode must be 'grayscale', 'rgb' or 'rgba'; received '${colorMode}'.`,
    );
  }
  if (!['nearest', 'bilinear', 'bicubic'].includes(interpolation)) {
    throw new ArgumentError(
      `${method}: interpolation must be 'nearest', 'bilinear' or 'bicubic'; received '${interpolation}'.`,
    );
  }
  if (batchSize !== undefined && batchSize !== null && !(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new ArgumentError(
      `${method}: batchSize must be a positive whole number or null; received ${batchSize}.`,
    );
  }
  if (labelMode !== undefined && !['int', 'categorical', 'binary', null].includes(labelMode)) {
    throw new ArgumentError(
      `${method}: labelMode must be 'int', 'categorical', 'binary' or null; received '${labelMode}'.`,
    );
  }
  if (args.cropToAspectRatio === true && args.padToAspectRatio === true) {
    throw new ArgumentError(`${method}: only one of cropToAspectRatio and padToAspectRatio can be true.`);
  }
  const fit = args.cropToAspectRatio === true ? 'crop' : args.padToAspectRatio === true ? 'pad' : 'stretch';
  return { size: [size[0], size[1]], colorMode, interpolation, fit, jpegAddon: jpegAddon() };
}

function requireSplit({
  validationSplit,
  subset,
  shuffle = true,
  seed,
}: ImageDatasetFromDirectoryArgs): void {
  if (validationSplit !== undefined && !(validationSplit > 0 && validationSplit < 1)) {
    throw new ArgumentError(
      `${method}: validationSplit must lie between 0 and 1; received ${validationSplit}.`,
    );
  }
  if (subset !== undefined && !['training', 'validation', 'both'].includes(subset)) {
    throw new ArgumentError(
      `${method}: subset must be 'training', 'validation' or 'both'; received '${subset}'.`,
    );
  }
  if ((validationSplit === undefined) !== (subset === undefined)) {
    throw new ArgumentError(
      `${method}: validationSplit and subset go together; received validationSplit ${validationSplit} and subset ${subset}.`,
    );
  }
  if (subset !== undefined && subset !== 'both' && shuffle && seed === undefined) {
    throw new ArgumentError(
      `${method}: validationSplit of shuffled files needs a seed, the same in both calls, or the subsets share files. Or ask for subset: 'both'.`,
    );
  }
}

function shuffled({ filePaths, labels, ...rest }: LabeledFiles, seed: number): LabeledFiles {
  const order = randomGenerator(seed).permutation(filePaths.length);
  return {
    ...rest,
    filePaths: Array.from(order, (place) => filePaths[place]!),
    labels: labels && Array.from(order, (place) => labels[place]!),
  };
}

function onlyReadable(
  { root, filePaths, labels, classNames }: LabeledFiles,
  isStrict: boolean,
): LabeledFiles {
  const names = filePaths.map((file) => path.relative(root, file));
  const readable = new Set(readableFiles(method, root, names, isStrict));
  const kept = names.flatMap((name, place) => (readable.has(name) ? [place] : []));
  return {
    root,
    classNames,
    filePaths: kept.map((place) => filePaths[place]!),
    labels: labels && kept.map((place) => labels[place]!),
  };
}

/** Validation is the last ⌊split · count⌋. */
function partOf(files: LabeledFiles, split: number, which: 'training' | 'validation'): LabeledFiles {
  const count = files.filePaths.length;
  const cut = count - Math.trunc(split * count);
  const bounds: [number, number] = which === 'training' ? [0, cut] : [cut, count];
  if (cut === count || cut === 0) {
    throw new DataError(
      `${method}: of ${count} images a validationSplit of ${split} leaves none for ${cut === 0 ? 'training' : 'validation'}.`,
    );
  }
  return { ...files, filePaths: files.filePaths.slice(...bounds), labels: files.labels?.slice(...bounds) };
}
