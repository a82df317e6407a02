/** Files that travel within a notebook or an assignment: a student's weights and log, a teacher's data. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../../../src/errors.js';

/** The files' content in base64, by name. */
export type EnclosedFiles = Readonly<Record<string, string>>;

/** All files of one notebook together; in base64 they fit into one message. */
const mostBytes = 40 * 1024 * 1024;
const mostFiles = 20;
/** A name in the notebook's own folder, and not a hidden file's. */
const plainName = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_. -]{0,98}[\p{L}\p{N}_])?$/u;

/**
 * What a notebook's metadata encloses, which anybody may have written.
 * @throws {DataError} for what is no plain name with base64, and for too much of it
 */
export function enclosedIn(metadata: Readonly<Record<string, unknown>>): EnclosedFiles {
  const own = metadata.cuaderno as { enclosed?: unknown } | null | undefined;
  const enclosed = own?.enclosed ?? {};
  if (typeof enclosed !== 'object') throw new DataError('The files that the notebook encloses are no files.');
  return requireEnclosed(Object.entries(enclosed), 'the notebook');
}

/**
 * Reads files of one folder.
 * @param names without any folder
 * @throws {DataError} if one is missing, is not in that folder, or they are too large together
 */
export async function encloseFiles(folder: string, names: readonly string[]): Promise<EnclosedFiles> {
  const entries: [string, string][] = [];
  for (const name of names) {
    requirePlainName(name, folder);
    try {
      entries.push([name, (await readFile(path.join(folder, name))).toString('base64')]);
    } catch (cause) {
      throw new DataError(`${path.join(folder, name)} cannot be read: ${(cause as Error).message}`, {
        cause,
      });
    }
  }
  return requireEnclosed(entries, folder);
}

/** Writes the files into a folder. */
export async function releaseFiles(files: EnclosedFiles, folder: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(path.join(folder, name), Buffer.from(content, 'base64'));
  }
}

function requireEnclosed(entries: readonly [string, unknown][], where: string): EnclosedFiles {
  if (entries.length > mostFiles) {
    throw new DataError(`${where} encloses ${entries.length} files; at most ${mostFiles} can be.`);
  }
  let bytes = 0;
  for (const [name, content] of entries) {
    requirePlainName(name, where);
    if (typeof content !== 'string' || !/^[\w+/]*={0,2}$/.test(content)) {
      throw new DataError(`The file ${name} that ${where} encloses is not in base64.`);
    }
    bytes += (content.length * 3) / 4;
  }
  if (bytes > mostBytes) {
    throw new DataError(
      `${where} encloses files of ${Math.ceil(bytes / 1024 ** 2)} MiB; at most ${mostBytes / 1024 ** 2} MiB can be.`,
    );
  }
  return Object.fromEntries(entries as [string, string][]);
}

function requirePlainName(name: string, where: string): void {
  if (plainName.test(name)) return;
  throw new DataError(
    `${where}: a file called ${JSON.stringify(name).slice(0, 120)} cannot be enclosed; expected a name without a folder, such as weights.keras.`,
  );
}
