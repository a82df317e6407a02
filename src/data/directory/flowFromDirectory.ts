/** Mirrors ImageDataGenerator.flow_from_directory: a folder a class. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { warn } from '../../display/warn.js';
import { ArgumentError, DataError } from '../../errors.js';
import { subsetBounds } from '../generator/flowArgs.js';
import type { ImageDataGenerator } from '../generator/imageDataGenerator.js';
import { warmImagePool } from '../workers/imagePool.js';
import { FileFlow, readableFiles } from './fileFlow.js';
import { decodeOptionsOf, type FileFlowArgs } from './fileFlowArgs.js';
import { printImagesFound } from './found.js';
import { classFolders, imageFiles } from './imageFiles.js';
import { warnOfSharedFiles } from './sharedFiles.js';
import { classTargets } from './targets.js';

/** What a folder's targets are: one-hot rows, 0 or 1, class numbers, the images themselves, or none. */
export type DirectoryClassMode = 'categorical' | 'binary' | 'sparse' | 'input' | null;

/** Arguments of `flowFromDirectory`. */
export interface FlowFromDirectoryArgs extends FileFlowArgs {
  /** The folders that are classes, in the order of their numbers; all but those that begin with a dot, sorted, if left out. */
  classes?: readonly string[];
  /** Default `categorical`. */
  classMode?: DirectoryClassMode;
  /** Whether links to folders inside the classes are followed. */
  followLinks?: boolean;
}

const method = 'flowFromDirectory';
const classModes = ['categorical', 'binary', 'sparse', 'input', null];

/** See `ImageDataGenerator.flowFromDirectory`. */
export function flowFromDirectory(
  generator: ImageDataGenerator,
  directory: string,
  args: FlowFromDirectoryArgs,
): FileFlow {
  const { classMode = 'categorical', followLinks = false, strict = false, subset } = args;
  const decode = decodeOptionsOf(method, args);
  if (args.workers !== 0) warmImagePool(generator.augmentation);
  if (!classModes.includes(classMode)) {
    throw new ArgumentError(
      `${method}: classMode must be 'categorical', 'binary', 'sparse', 'input' or null; received '${classMode}'.`,
    );
  }
  const root = path.resolve(directory);
  requireFolder(root);
  const names = args.classes ?? classFolders(root, generator.augmentation.kerasCompat);
  for (const name of names) requireFolder(path.join(root, name));
  if (classMode === 'binary' && names.length !== 2 && !generator.augmentation.kerasCompat) {
    throw new ArgumentError(
      `${method}: classMode 'binary' needs 2 classes; ${root} has ${names.length}. Use 'categorical' or 'sparse', or name two classes.`,
    );
  }
  const filenames: string[] = [];
  const classes: number[] = [];
  for (const [index, name] of names.entries()) {
    const files = readableFiles(method, root, imageFiles(root, name, followLinks), strict);
    const [first, end] = subsetBounds(files.length, generator.validationSplit, subset);
    for (const file of files.slice(first, end)) {
      filenames.push(file);
      classes.push(index);
    }
  }
  if (subset !== undefined && generator.validationSplit === undefined) {
    warn(
      generator,
      `${method}: subset '${subset}' without validationSplit is ${filenames.length === 0 ? 'empty' : 'everything'}. Give the generator a validationSplit.`,
    );
  }
  printImagesFound(filenames.length, names.length);
  const list = {
    root,
    filenames,
    classes: Int32Array.from(classes),
    classIndices: Object.fromEntries(names.map((name, index) => [name, index])),
    targets: classTargets(classMode, Int32Array.from(classes), names.length),
  };
  const flow = new FileFlow(generator, list, decode, args);
  warnOfSharedFiles(flow, root, `${generator.validationSplit} ${subset}`, subset);
  return flow;
}

function requireFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new DataError(
    `${method}: ${folder} is not a folder. It expects one folder a class, with the images in it.`,
  );
}
