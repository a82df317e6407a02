/** The image files below a folder and their classes, as keras.utils.image_dataset_from_directory finds them. */
import path from 'node:path';
import { ArgumentError } from '../../errors.js';
import type { LabeledFiles } from './imageFileDataset.js';
import { classFolders, imageFiles } from './imageFiles.js';

/** Which files are read; TIFF and PPM, which flows read, are not. */
const endings = ['.bmp', '.gif', '.jpeg', '.jpg', '.png'];

/** How files get their classes. */
export interface LabelsOptions {
  labels?: 'inferred' | null | readonly number[];
  hasLabels: boolean;
  classNames?: readonly string[];
  followLinks?: boolean;
}

/** @throws {ArgumentError} for classes that are no folders, and for labels that are not as many as the files */
export function labeledFiles(
  method: string,
  root: string,
  { labels = 'inferred', hasLabels, classNames, followLinks = false }: LabelsOptions,
): LabeledFiles {
  if (labels !== null && labels !== 'inferred' && !Array.isArray(labels)) {
    throw new ArgumentError(
      `${method}: labels must be 'inferred', null or a list of class numbers; received ${JSON.stringify(labels)}.`,
    );
  }
  if (hasLabels && labels === 'inferred') return fromFolders(method, root, classNames, followLinks);
  if (classNames !== undefined && hasLabels) {
    throw new ArgumentError(`${method}: classNames name folders, which a list of labels does without.`);
  }
  const filePaths = pathsIn(root, '.', followLinks);
  if (!hasLabels) return { root, filePaths, labels: undefined, classNames: undefined };
  const given = labels as readonly number[];
  if (given.length !== filePaths.length) {
    throw new ArgumentError(
      `${method}: labels has ${given.length} numbers, but there are ${filePaths.length} image files in ${root}.`,
    );
  }
  const classes = [...new Set(given)].sort((a, b) => a - b);
  if (classes.some((label, place) => label !== place)) {
    throw new ArgumentError(
      `${method}: labels must be the numbers of classes, from 0 on without a gap; received ${classes.join(', ')}.`,
    );
  }
  return { root, filePaths, labels: given, classNames: classes.map(String) };
}

function fromFolders(
  method: string,
  root: string,
  given: readonly string[] | undefined,
  followLinks: boolean,
): LabeledFiles {
  const folders = classFolders(root, false);
  const classNames = given ?? folders;
  const unknown = classNames.filter((name) => !folders.includes(name));
  if (unknown.length > 0) {
    throw new ArgumentError(
      `${method}: classNames must be folders of ${root}, which are ${folders.join(', ')}; received ${unknown.join(', ')}.`,
    );
  }
  const files = classNames.map((name) => pathsIn(root, name, followLinks));
  return {
    root,
    filePaths: files.flat(),
    labels: files.flatMap((inside, label) => inside.map(() => label)),
    classNames,
  };
}

function pathsIn(root: string, folder: string, followLinks: boolean): string[] {
  return imageFiles(root, folder, followLinks)
    .filter((name) => endings.includes(path.extname(name).toLowerCase()))
    .map((name) => path.join(root, name));
}
