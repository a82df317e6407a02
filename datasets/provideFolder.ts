/** Brings a data set of photographs of many sizes into the cache, as files in one folder a class. Knows nothing of
 *  TensorFlow, so that the command line is quick. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { withFileLock } from '../src/data/fileLock.js';
import type { OnProgress } from '../src/data/progress.js';
import { DataError } from '../src/errors.js';
import type { DatasetCard } from './card.js';
import { datasetsFolder, shownName, withArchives } from './fetchArchives.js';
import type { ProvideOptions } from './provideOptions.js';
import { sourceEntries } from './sourceEntries.js';

/** A data set of image files. */
export interface FolderRecipe {
  card: DatasetCard;
  /** How many files each folder of the data set has, by its path, such as 'train/cats'. */
  folders: Readonly<Record<string, number>>;
  /** Other files to keep, such as the license that names the photographers. */
  alsoKept: readonly string[];
  /** Which folder the archive unpacks to. */
  archiveFolder: string;
}

/** Where a data set of files is. */
export interface ProvidedFolder {
  directory: string;
  /** Where the files came from, in words. */
  source: string;
  sizeBytes: number;
}

interface Manifest {
  version: 1;
  name: string;
  source: string;
  sizeBytes: number;
}

const limits = { maxEntryBytes: 1 << 25, maxTotalBytes: 1 << 30, maxEntries: 50_000 };
/** Beside the classes; a name with a dot is no class and no image. */
const manifestName = '.cuaderno.json';
/** What a file of a data set may be called: nothing that a file system or a shell takes for something else. */
const plainName = /^[\w][\w .()@+-]{0,120}\.jpe?g$/i;
const abandonedAfterMs = 3_600_000;

/** Where the files are, or will be. */
export function filesFolder({ name }: DatasetCard): string {
  return path.join(datasetsFolder(), name);
}

/**
 * The folder of files: imported from `from`, or else in the cache, or else downloaded.
 * @throws {DataUnavailableError} if there is nothing in the cache and nothing to be had from the network
 * @throws {DataError} if `from` is not this data set
 */
export async function provideFolder(
  recipe: FolderRecipe,
  options: ProvideOptions = {},
): Promise<ProvidedFolder> {
  if (options.from === undefined) {
    const cached = await readCache(recipe, options);
    if (cached) return cached;
  }
  const onWait = (): void =>
    options.onNotice?.(`Another process is fetching ${shownName(recipe.card)}; waiting for it.`);
  return withFileLock(`${filesFolder(recipe.card)}.lock`, () => fill(recipe, options), { onWait });
}

/**
 * What the folder says about itself: quick, and the files are not counted.
 * @returns undefined if there is no such folder
 * @throws {DataError} if something else stands in its place
 */
export async function readManifest(card: DatasetCard): Promise<ProvidedFolder | undefined> {
  const directory = filesFolder(card);
  const file = path.join(directory, manifestName);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const isThere = await stat(directory).catch(() => undefined);
    if (isThere === undefined) return undefined;
    throw new DataError(`${directory} was not made by cuaderno, or is damaged: ${file} could not be read.`, {
      cause: error,
    });
  }
  const manifest = parsed(text);
  if (manifest?.version !== 1 || manifest.name !== card.name)
    throw new DataError(`${directory} is damaged: ${file} is not its description.`);
  return { directory, source: manifest.source, sizeBytes: manifest.sizeBytes };
}

function parsed(text: string): Manifest | undefined {
  try {
    const value = JSON.parse(text) as Manifest;
    return typeof value.source === 'string' && Number.isSafeInteger(value.sizeBytes) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function fill(recipe: FolderRecipe, options: ProvideOptions): Promise<ProvidedFolder> {
  if (options.from !== undefined) {
    const source = path.resolve(options.from);
    return unpack(recipe, source, source, options.onProgress);
  }
  const cached = await readCache(recipe, {});
  if (cached) return cached;
  return withArchives(recipe.card, options, (source, shown) =>
    unpack(recipe, source, shown, options.onProgress),
  );
}

/** The folder, if all files are there and as large as they were; a damaged one counts as none, after saying so. */
async function readCache(
  recipe: FolderRecipe,
  { onNotice }: ProvideOptions,
): Promise<ProvidedFolder | undefined> {
  try {
    const found = await readManifest(recipe.card);
    if (found === undefined) return undefined;
    const sizeBytes = await countedSize(found.directory, recipe);
    if (sizeBytes === found.sizeBytes) return found;
    throw new DataError(
      `${found.directory} is damaged: its files have ${sizeBytes} bytes, expected ${found.sizeBytes}.`,
    );
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    onNotice?.(`${error.message} It will be made anew.`);
    return undefined;
  }
}

/** @throws {DataError} if a folder has not as many images as it should */
async function countedSize(directory: string, { folders }: FolderRecipe): Promise<number> {
  let sizeBytes = 0;
  for (const [folder, count] of Object.entries(folders)) {
    const names = (await readdir(path.join(directory, folder)).catch(() => [])).filter((name) =>
      plainName.test(name),
    );
    if (names.length !== count)
      throw new DataError(
        `${directory} is damaged: ${folder} should have ${count} images, it has ${names.length}.`,
      );
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(path.join(directory, folder, name))).size),
    );
    sizeBytes += sizes.reduce((sum, size) => sum + size, 0);
  }
  return sizeBytes;
}

/** Into a folder beside it, which takes its place when it is whole. */
async function unpack(
  recipe: FolderRecipe,
  source: string,
  shown: string,
  onProgress: OnProgress | undefined,
): Promise<ProvidedFolder> {
  const directory = filesFolder(recipe.card);
  await removeAbandoned(directory);
  const temporary = `${directory}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    await copyFiles(recipe, source, temporary, onProgress);
    const sizeBytes = await countedSize(temporary, recipe).catch((error: Error) => {
      throw new DataError(
        error.message.replace(`${temporary} is damaged`, `${source} is not the whole data set`),
      );
    });
    const manifest: Manifest = { version: 1, name: recipe.card.name, source: shown, sizeBytes };
    await writeFile(path.join(temporary, manifestName), `${JSON.stringify(manifest)}\n`);
    await rm(directory, { recursive: true, force: true });
    await rename(temporary, directory);
    return { directory, source: shown, sizeBytes };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (error instanceof DataError) throw error;
    throw new DataError(`${directory} could not be written: ${(error as Error).message}`, { cause: error });
  }
}

async function copyFiles(
  recipe: FolderRecipe,
  source: string,
  temporary: string,
  onProgress: OnProgress | undefined,
): Promise<void> {
  const { folders, archiveFolder, card } = recipe;
  for (const folder of Object.keys(folders)) await mkdir(path.join(temporary, folder), { recursive: true });
  const total = Object.values(folders).reduce((sum, count) => sum + count, 0);
  const tops = new Set(Object.keys(folders).map((folder) => folder.split('/')[0]!));
  const isWanted = (name: string): boolean =>
    name === archiveFolder || tops.has(name) || recipe.alsoKept.includes(name);
  let done = 0;
  for await (const { name, content } of await sourceEntries(source, limits, isWanted)) {
    const place = placeOf(name, recipe);
    if (place === undefined) continue;
    if (place.isImage && !isJpeg(content))
      throw new DataError(`${path.join(source, name)} is not a JPEG image.`);
    try {
      await writeFile(path.join(temporary, place.file), content, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      throw new DataError(`${source} holds ${place.file} twice.`, { cause: error });
    }
    if (!place.isImage) continue;
    done += 1;
    onProgress?.({ what: `Importing ${path.basename(source)}`, done, total, unit: 'images' });
  }
  if (done === 0) {
    throw new DataError(
      `${source} holds no ${shownName(card)}: expected JPEG files in ${Object.keys(folders).join(', ')}.`,
    );
  }
}

/** Where an entry belongs: only into one of the folders, and only under a plain name. */
function placeOf(
  name: string,
  { folders, alsoKept }: FolderRecipe,
): { file: string; isImage: boolean } | undefined {
  const segments = name.split('/');
  const fileName = segments.at(-1)!;
  if (alsoKept.includes(fileName) && segments.length <= 2) return { file: fileName, isImage: false };
  const folder = Object.keys(folders).find((one) => {
    const parts = one.split('/');
    return segments.slice(-1 - parts.length, -1).join('/') === one && segments.length - parts.length <= 2;
  });
  if (folder === undefined || !plainName.test(fileName)) return undefined;
  return { file: `${folder}/${fileName}`, isImage: true };
}

function isJpeg(content: Buffer): boolean {
  return content[0] === 0xff && content[1] === 0xd8 && content[2] === 0xff;
}

/** A process that was killed while it unpacked leaves its folder; nobody unpacks for an hour. */
async function removeAbandoned(directory: string): Promise<void> {
  const parent = path.dirname(directory);
  for (const name of await readdir(parent)) {
    if (!name.startsWith(`${path.basename(directory)}.`) || !name.endsWith('.tmp')) continue;
    const found = await stat(path.join(parent, name)).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > abandonedAfterMs)
      await rm(path.join(parent, name), { recursive: true, force: true });
  }
}
