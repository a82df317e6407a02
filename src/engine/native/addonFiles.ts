/** Addons on their way from the compiler to where they are loaded from. */
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { compilerFlags } from './compiler.js';
import { wheelForThisMachine } from './wheels.js';

/** Changes with the sources and the flags: names the folder of what was built from them. */
export async function fingerprint(sources: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(compilerFlags.join(' '));
  for (const source of sources) hash.update(await readFile(source));
  return hash.digest('hex').slice(0, 16);
}

/** What an addon that calls TensorFlow is linked with; the library is found where it lies. */
export function linkedLibraries(libraryFolder: string): string[] {
  const folder = path.join(libraryFolder, 'lib');
  const libraries = (wheelForThisMachine()?.libraries ?? []).map((name) => path.join(folder, name));
  return [...libraries, `-Wl,-rpath,${folder}`];
}

/** Fills a folder under a temporary name and renames it when whole; another process may have been sooner. */
export async function inStaging(target: string, fill: (staging: string) => Promise<void>): Promise<void> {
  const staging = `${target}.${process.pid}.tmp`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  try {
    await fill(staging);
    await rename(staging, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Copies under a temporary name first: a killed set-up never leaves half an addon. */
export async function install(source: string, target: string): Promise<void> {
  if (await sameContent(source, target)) return;
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  await copyFile(source, temporary);
  await rename(temporary, target);
}

export async function sameContent(first: string, second: string): Promise<boolean> {
  const contents = await Promise.all([first, second].map((file) => readFile(file).catch(() => undefined)));
  return contents[0] !== undefined && contents[1] !== undefined && contents[0].equals(contents[1]);
}
