/** A flow of image files. */
import path from 'node:path';
import { warn } from '../../display/warn.js';
import { DataError } from '../../errors.js';
import { channelsOf, type DecodeOptions } from '../decodePixels.js';
import type { ImageDataGenerator } from '../generator/imageDataGenerator.js';
import { type FlowSource, ImageFlow } from '../generator/imageFlow.js';
import type { FileFlowArgs } from './fileFlowArgs.js';
import { headerProblem } from './imageFormats.js';

/** More names than this do not help to find what is wrong. */
const namesShown = 10;

/** What a flow of files is about. */
export interface FileList {
  root: string;
  /** Relative to root. */
  filenames: readonly string[];
  /** The class of every file; empty where there are none. */
  classes: Int32Array;
  classIndices: Readonly<Record<string, number>>;
  targets: FlowSource['targets'];
  weights?: FlowSource['weights'];
}

/**
 * Batches of image files; see `ImageFlow`.
 * @example
 * const folder = await mkdtemp(path.join(os.tmpdir(), 'images '));
 * const generator = new ImageDataGenerator({ rescale: 1 / 255 });
 * await generator.flow(train, { saveToDir: path.join(folder, 'all'), batchSize: 8 }).next();
 * const flow = generator.flowFromDirectory(folder, { targetSize: [32, 32], classMode: 'sparse', batchSize: 4 });
 * const { x, y } = await flow.next();        // x [4, 32, 32, 3], y [4]
 */
export class FileFlow extends ImageFlow {
  /** The files, relative to the folder, in order. */
  readonly filenames: readonly string[];
  /** The files' absolute paths. */
  readonly filepaths: readonly string[];
  /** The class of every file; empty where there are none. */
  readonly classes: Int32Array;
  /** The number of every class, by its name. */
  readonly classIndices: Readonly<Record<string, number>>;

  constructor(generator: ImageDataGenerator, list: FileList, decode: DecodeOptions, args: FileFlowArgs) {
    const filepaths = list.filenames.map((name) => path.resolve(list.root, name));
    super(
      generator,
      {
        samples: filepaths.length,
        imageShape: [...decode.size, channelsOf[decode.colorMode]],
        images: (places) => ({ files: Array.from(places, (place) => filepaths[place]!), decode }),
        targets: list.targets,
        weights: list.weights,
        nameOf: (place) => list.filenames[place]!,
        strict: args.strict ?? false,
      },
      args,
    );
    this.filenames = list.filenames;
    this.filepaths = filepaths;
    this.classes = list.classes;
    this.classIndices = list.classIndices;
  }

  /** The files' absolute paths: `fit` warns of files that are trained on and validated on. */
  get fileNames(): readonly string[] {
    return this.filepaths;
  }
}

/**
 * Leaves out files that are no images, with one warning that names them.
 * @throws {DataError} if there is one, with `strict`
 */
export function readableFiles(
  method: string,
  root: string,
  names: readonly string[],
  strict: boolean,
): string[] {
  const problems = new Map<string, string>();
  for (const name of names) {
    const problem = headerProblem(path.join(root, name));
    if (problem !== undefined) problems.set(name, problem);
  }
  if (problems.size === 0) return [...names];
  const shown = [...problems].slice(0, namesShown).map(([name, problem]) => `${name} (${problem})`);
  const rest = problems.size > namesShown ? `, and ${problems.size - namesShown} more` : '';
  const list = `${shown.join(', ')}${rest}`;
  if (strict) throw new DataError(`${method}: these files cannot be read as images: ${list}.`);
  warn({}, `${method}: these files cannot be read as images and are left out: ${list}.`);
  return names.filter((name) => !problems.has(name));
}
