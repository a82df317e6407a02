/** What `analyse` looks at, part by part: sets of images in memory, or folders of files. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { ArgumentError, DataError } from '../../errors.js';
import { ImageFileDataset } from '../directory/imageFileDataset.js';
import { labeledFiles } from '../directory/labeledFiles.js';
import { ImageSet } from '../imageSet.js';

/** One part of a data set: images in memory, a folder with one folder a class, or a data set of files. */
export type DataPart = ImageSet | ImageFileDataset<unknown> | string;

/** One part, parts by name, or what `load` of a data set gives. */
export type DataParts = DataPart | Readonly<Record<string, unknown>>;

/** The images of a part, one by one. */
export interface PartSource {
  name: string;
  length: number;
  classNames: readonly string[];
  /** undefined where images have no class. */
  label(place: number): number | undefined;
  /** A file's path below its folder, or the number of an image. */
  nameOf(place: number): string;
  /** In memory, or the path of a file. */
  image(place: number): { values: Uint8Array; shape: readonly [number, number, number] } | string;
}

/** @throws {ArgumentError} for what is no part of a data set; {DataError} for what is no folder */
export function partSources(data: DataParts): PartSource[] {
  if (isPart(data)) return [partSource('data', data)];
  const record = data as Readonly<Record<string, unknown>>;
  const isLoadedFolder = typeof record.directory === 'string' && Array.isArray(record.classNames);
  if (isLoadedFolder && typeof record.train !== 'string')
    return [partSource('data', record.directory as string)];
  // A loaded data set also says its name and where it comes from.
  const isLoaded = isLoadedFolder || (record.train instanceof ImageSet && typeof record.name === 'string');
  const names = isLoaded ? ['train', 'validation', 'test'] : Object.keys(record);
  const parts = names.flatMap((name) => {
    const part = record[name];
    if (part === undefined) return [];
    if (isPart(part)) return [partSource(name, part)];
    throw new ArgumentError(
      `analyse: expected an image set, a folder or a data set of files for “${name}”; received ${typeof part}.`,
    );
  });
  if (parts.length > 0) return parts;
  throw new ArgumentError('analyse: expected an image set, a folder, or parts by name; received none.');
}

function isPart(data: unknown): data is DataPart {
  return typeof data === 'string' || data instanceof ImageSet || data instanceof ImageFileDataset;
}

function partSource(name: string, part: DataPart): PartSource {
  if (part instanceof ImageSet) {
    const { length, classNames, imageShape } = part;
    return {
      name,
      length,
      classNames,
      label: (place) => part.label(place),
      nameOf: (place) => String(place),
      image: (place) => ({ values: part.image(place), shape: imageShape }),
    };
  }
  if (part instanceof ImageFileDataset) return ofFiles(name, part.files);
  const root = path.resolve(part);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory())
    throw new DataError(
      `analyse: ${root} is not a folder. It expects one folder a class, with the images in it.`,
    );
  return ofFiles(name, labeledFiles('analyse', root, { hasLabels: true }));
}

function ofFiles(
  name: string,
  { root, filePaths, labels, classNames = [] }: ImageFileDataset<unknown>['files'],
): PartSource {
  return {
    name,
    length: filePaths.length,
    classNames,
    label: (place) => labels?.[place],
    nameOf: (place) => path.relative(root, filePaths[place]!),
    image: (place) => filePaths[place]!,
  };
}
