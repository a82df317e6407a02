/** Mirrors ImageDataGenerator.flow_from_dataframe: a table names the files and their targets. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { warn } from '../../display/warn.js';
import { type Tensor, tf } from '../../engine/index.js';
import { ArgumentError } from '../../errors.js';
import { subsetBounds } from '../generator/flowArgs.js';
import type { ImageDataGenerator } from '../generator/imageDataGenerator.js';
import type { FlowSource } from '../generator/imageFlow.js';
import { warmImagePool } from '../workers/imagePool.js';
import { FileFlow, readableFiles } from './fileFlow.js';
import { decodeOptionsOf, type FileFlowArgs } from './fileFlowArgs.js';
import { printRowsFound } from './found.js';
import { byCodePoint } from './imageFiles.js';
import { isImageName } from './imageFormats.js';
import { type TableRow, tableRows } from './tableRows.js';
import { classTargets, hotRows } from './targets.js';

/** What a table's targets are: those of a folder; numbers as they are (`raw`), or one tensor a column (`multiOutput`). */
export type DataframeClassMode = 'categorical' | 'binary' | 'sparse' | 'input' | 'raw' | 'multiOutput' | null;

/** Arguments of `flowFromDataframe`. */
export interface FlowFromDataframeArgs extends FileFlowArgs {
  /** The folder that file names start from; the working folder if left out. */
  directory?: string;
  /** The column of file names. Default `filename`. */
  xCol?: string;
  /** The column of targets, or several. Default `class`. */
  yCol?: string | readonly string[];
  /** A column of sample weights. */
  weightCol?: string;
  /** The classes, in the order of their numbers; rows of others are left out. Sorted if left out. */
  classes?: readonly string[];
  /** Default `categorical`. */
  classMode?: DataframeClassMode;
  /** Whether files are looked for when the flow is opened. Default true. */
  validateFilenames?: boolean;
}

const method = 'flowFromDataframe';
const classModes = ['categorical', 'binary', 'sparse', 'input', 'raw', 'multiOutput', null];

/** See `ImageDataGenerator.flowFromDataframe`. */
export function flowFromDataframe(
  generator: ImageDataGenerator,
  table: string | readonly TableRow[],
  args: FlowFromDataframeArgs,
): FileFlow {
  const {
    classMode = 'categorical',
    xCol = 'filename',
    yCol = 'class',
    weightCol,
    validateFilenames = true,
  } = args;
  const decode = decodeOptionsOf(method, args);
  if (args.workers !== 0) warmImagePool(generator.augmentation);
  if (!classModes.includes(classMode)) {
    throw new ArgumentError(
      `${method}: classMode must be one of ${classModes.join(', ')}; received '${classMode}'.`,
    );
  }
  if (classMode === 'multiOutput' && typeof yCol === 'string') {
    throw new ArgumentError(
      `${method}: with classMode 'multiOutput' yCol must be a list of columns; received '${yCol}'.`,
    );
  }
  const root = path.resolve(args.directory ?? '.');
  const given = tableRows(table);
  requireColumns(given, [
    xCol,
    ...(classMode === null || classMode === 'input' ? [] : [yCol].flat()),
    weightCol,
  ]);
  const valid = validateFilenames ? existingRows(root, given, xCol, args.strict ?? false) : given;
  const hasClasses = classMode === 'categorical' || classMode === 'binary' || classMode === 'sparse';
  const column = [yCol].flat()[0] ?? 'class';
  const names = hasClasses ? classNames(valid, column, classMode, args.classes) : [];
  const known = new Set(names);
  const rows = hasClasses
    ? valid.filter((row) => labelsOf(row, column).some((label) => known.has(label)))
    : valid;
  const [first, end] = subsetBounds(rows.length, generator.validationSplit, args.subset);
  const kept = rows.slice(first, end);
  printRowsFound(kept.length, validateFilenames, hasClasses ? names.length : undefined);
  const classIndices = Object.fromEntries(names.map((name, index) => [name, index]));
  const classes = hasClasses
    ? Int32Array.from(
        kept,
        (row) => classIndices[labelsOf(row, column).find((label) => known.has(label)) ?? ''] ?? 0,
      )
    : new Int32Array();
  const numbers =
    (name: string) =>
    (places: Int32Array): Tensor =>
      tf.tensor1d(Float32Array.from(places, (place) => Number(kept[place]![name])));
  const list = {
    root,
    filenames: kept.map((row) => String(row[xCol])),
    classes,
    classIndices,
    targets: targetsOf(kept, classMode, yCol, { classes, classIndices }),
    weights: weightCol === undefined ? undefined : numbers(weightCol),
  };
  return new FileFlow(generator, list, decode, args);
}

function targetsOf(
  rows: readonly TableRow[],
  classMode: DataframeClassMode,
  yCol: string | readonly string[],
  { classes, classIndices }: { classes: Int32Array; classIndices: Readonly<Record<string, number>> },
): FlowSource['targets'] {
  const columns = [yCol].flat();
  const column = columns[0] ?? 'class';
  const values = (name: string, places: Int32Array): Float32Array =>
    Float32Array.from(places, (place) => Number(rows[place]![name]));
  if (classMode === 'raw') {
    if (typeof yCol === 'string') return (places) => tf.tensor1d(values(yCol, places));
    return (places) =>
      tf.tidy(() =>
        tf.stack(
          columns.map((name) => tf.tensor1d(values(name, places))),
          1,
        ),
      );
  }
  if (classMode === 'multiOutput')
    return (places) => columns.map((name) => tf.tensor1d(values(name, places)));
  if (classMode === 'categorical') {
    const indices = rows.map((row) =>
      labelsOf(row, column).flatMap((label) =>
        Object.hasOwn(classIndices, label) ? [classIndices[label]!] : [],
      ),
    );
    return (places) => hotRows(places, Object.keys(classIndices).length, (place) => indices[place]!);
  }
  return classTargets(classMode, classes, Object.keys(classIndices).length);
}

/** Drops rows whose file is missing or no image, with a warning that names them. */
function existingRows(
  root: string,
  rows: readonly TableRow[],
  xCol: string,
  strict: boolean,
): readonly TableRow[] {
  const nameOf = (row: TableRow): string => String(row[xCol] ?? '');
  const isThere = (name: string): boolean =>
    isImageName(name) && (statSync(path.resolve(root, name), { throwIfNoEntry: false })?.isFile() ?? false);
  const missing = rows.map(nameOf).filter((name) => !isThere(name));
  if (missing.length > 0) {
    const shown = `${missing.slice(0, 10).join(', ')}${missing.length > 10 ? ', …' : ''}`;
    const text = `${method}: ${missing.length} rows of column '${xCol}' name no image file below ${root}: ${shown}.`;
    if (strict) throw new ArgumentError(text);
    warn({}, `${text} They are left out.`);
  }
  const absent = new Set(missing);
  const there = rows.filter((row) => !absent.has(nameOf(row)));
  const readable = new Set(readableFiles(method, root, there.map(nameOf), strict));
  return there.filter((row) => readable.has(nameOf(row)));
}

function classNames(
  rows: readonly TableRow[],
  column: string,
  classMode: DataframeClassMode,
  given: readonly string[] | undefined,
): readonly string[] {
  const listed = rows.some((row) => Array.isArray(row[column]));
  const isText = rows.every((row) => labelsOf(row, column).every((label) => typeof label === 'string'));
  if (!isText || (listed && classMode !== 'categorical')) {
    throw new ArgumentError(
      `${method}: classMode '${classMode}' needs text in column '${column}'${classMode === 'categorical' ? ', or lists of it' : ''}. Numbers go with 'raw'.`,
    );
  }
  const names = given ?? [...new Set(rows.flatMap((row) => labelsOf(row, column)))].sort(byCodePoint);
  if (classMode === 'binary' && names.length !== 2) {
    throw new ArgumentError(
      `${method}: classMode 'binary' needs 2 classes; column '${column}' has ${names.length}.`,
    );
  }
  return names;
}

function labelsOf(row: TableRow, column: string): readonly string[] {
  const value = row[column];
  return (Array.isArray(value) ? value : [value]) as readonly string[];
}

function requireColumns(rows: readonly TableRow[], columns: readonly (string | undefined)[]): void {
  const present = Object.keys(rows[0] ?? {});
  for (const column of columns) {
    if (column === undefined || rows.length === 0 || present.includes(column)) continue;
    throw new ArgumentError(`${method}: the table has no column '${column}'; it has ${present.join(', ')}.`);
  }
}
