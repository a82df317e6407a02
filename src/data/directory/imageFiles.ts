/** The image files below a folder, in Keras's order. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../../errors.js';
import { isImageName } from './imageFormats.js';

/** From here on a unit may be half of a character, and order by units is no longer that of characters. */
const firstSurrogate = 0xd800;

/**
 * Paths relative to `root`, with `/` between: folder by folder, sorted by their whole path, files sorted by name, all by
 * code point. Files and folders that begin with a dot are read, as in Keras.
 * @param folder relative to root
 * @throws {DataError} if a folder cannot be read
 */
export function imageFiles(root: string, folder: string, followLinks: boolean): string[] {
  const found: { folder: string; files: string[] }[] = [];
  collect(root, folder, followLinks, [], found);
  return found
    .sort((a, b) => byCodePoint(a.folder, b.folder))
    .flatMap(({ folder: inside, files }) => files.sort(byCodePoint).map((name) => `${inside}/${name}`));
}

/** Upper case before lower case, as in Python: JavaScript's own order would compare halves of characters. */
export function byCodePoint(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const [unitA, unitB] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (unitA === unitB) continue;
    const isPlain = unitA < firstSurrogate && unitB < firstSurrogate;
    return isPlain ? unitA - unitB : Buffer.compare(Buffer.from(a), Buffer.from(b));
  }
  return a.length - b.length;
}

/** The folders directly in a folder, sorted. @param hidden whether those that begin with a dot count, as in Keras */
export function classFolders(root: string, hidden: boolean): string[] {
  return entriesOf(root)
    .filter((entry) => (hidden || !entry.name.startsWith('.')) && isFolder(root, entry, true))
    .map(({ name }) => name)
    .sort(byCodePoint);
}

/** @param above the real paths of the folders that this one lies in: a link to one of them would lead round in a circle */
function collect(
  root: string,
  folder: string,
  followLinks: boolean,
  above: readonly string[],
  found: { folder: string; files: string[] }[],
): void {
  const absolute = path.join(root, folder);
  const real = realpathSync(absolute);
  if (above.includes(real)) return;
  const files: string[] = [];
  for (const entry of entriesOf(absolute)) {
    if (isFolder(absolute, entry, followLinks)) {
      collect(root, `${folder}/${entry.name}`, followLinks, [...above, real], found);
    } else if (isImageName(entry.name) && isFile(absolute, entry)) files.push(entry.name);
  }
  found.push({ folder, files });
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new DataError(`${folder} could not be read: ${(error as Error).message}`, { cause: error });
  }
}

function isFolder(parent: string, entry: Dirent, followLinks: boolean): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  return (
    followLinks &&
    (statSync(path.join(parent, entry.name), { throwIfNoEntry: false })?.isDirectory() ?? false)
  );
}

/** A pipe or a socket would be waited for without end. A link that leads nowhere counts: it is told by its name. */
function isFile(parent: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isFile();
  try {
    return statSync(path.join(parent, entry.name), { throwIfNoEntry: false })?.isFile() ?? true;
  } catch {
    return true;
  }
}
