/** The addon that decodes JPEGs with what TensorFlow's library holds (`jpeg.cc`). The engine computes without it. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../errors.js';
import { fingerprint, inStaging, install, linkedLibraries, sameContent } from './addonFiles.js';
import { compileAddon, findCompiler } from './compiler.js';
import { jpegAddonPath, jpegSourcePath, nodeHeadersFolder } from './places.js';

/** The whole library is bound when the addon is loaded: what it lacks is an error there, not a crash at the first image. */
const bindAtOnce = process.platform === 'darwin' ? '-Wl,-bind_at_load' : '-Wl,-z,now';

/** Compiles and installs the addon. Where it does not compile, its folder keeps the reason, and it is not tried again. */
export async function ensureJpegAddon(libraryFolder: string): Promise<void> {
  const folder = await builtFolder(libraryFolder);
  if (!existsSync(folder)) await inStaging(folder, (staging) => compile(libraryFolder, staging));
  if (existsSync(addonIn(folder))) await install(addonIn(folder), jpegAddonPath());
}

/** Whether the installed addon is the one that these sources give, or they were found to give none. */
export async function jpegAddonIsInstalled(libraryFolder: string): Promise<boolean> {
  const folder = await builtFolder(libraryFolder);
  if (existsSync(folder) && !existsSync(addonIn(folder))) return true;
  return sameContent(addonIn(folder), jpegAddonPath());
}

async function compile(libraryFolder: string, staging: string): Promise<void> {
  try {
    await compileAddon(await findCompiler(), {
      sources: [jpegSourcePath()],
      include: [nodeHeadersFolder()],
      link: [...linkedLibraries(libraryFolder), bindAtOnce],
      output: addonIn(staging),
    });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await writeFile(path.join(staging, 'failure.txt'), error.message);
  }
}

async function builtFolder(libraryFolder: string): Promise<string> {
  return path.join(libraryFolder, `jpeg-${await fingerprint([jpegSourcePath()])}`);
}

function addonIn(folder: string): string {
  return path.join(folder, 'jpeg.node');
}
