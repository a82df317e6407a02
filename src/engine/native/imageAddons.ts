/** The addons that read images: JPEGs with what TensorFlow's library holds (`jpeg.cc`), loops over pixels with vectors
 *  (`pixels.cc`). All that they do is done without them, too, only later. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../errors.js';
import { fingerprint, inStaging, install, linkedLibraries, sameContent } from './addonFiles.js';
import { compileAddon, findCompiler } from './compiler.js';
import {
  jpegAddonPath,
  jpegSourcePath,
  nodeHeadersFolder,
  pixelsAddonPath,
  pixelsSourcePath,
} from './places.js';

interface ImageAddon {
  name: string;
  source: string;
  /** Where it is loaded from. */
  installed: string;
  /** What the compiler is told besides. */
  flags: readonly string[];
}

/** The whole library is bound when the addon is loaded: what it lacks is an error there, not a crash at the first image. */
const bindAtOnce = process.platform === 'darwin' ? '-Wl,-bind_at_load' : '-Wl,-z,now';
/** A product and a sum in one rounding would not give what JavaScript gives. */
const vectors = ['-O3', '-ffp-contract=off', '-Wno-psabi'];

function imageAddons(libraryFolder: string): ImageAddon[] {
  const linked = [...linkedLibraries(libraryFolder), bindAtOnce];
  return [
    { name: 'jpeg', source: jpegSourcePath(), installed: jpegAddonPath(), flags: linked },
    { name: 'pixels', source: pixelsSourcePath(), installed: pixelsAddonPath(), flags: vectors },
  ];
}

/** Compiles and installs the addons. Where one does not compile, its folder keeps the reason, and it is not tried again. */
export async function ensureImageAddons(libraryFolder: string): Promise<void> {
  for (const addon of imageAddons(libraryFolder)) {
    const folder = await builtFolder(libraryFolder, addon);
    if (!existsSync(folder)) await inStaging(folder, (staging) => compile(addon, staging));
    if (existsSync(addonIn(folder, addon))) await install(addonIn(folder, addon), addon.installed);
  }
}

/** Whether the installed addons are those that these sources give, or they were found to give none. */
export async function imageAddonsAreInstalled(libraryFolder: string): Promise<boolean> {
  for (const addon of imageAddons(libraryFolder)) {
    const folder = await builtFolder(libraryFolder, addon);
    const hasFailed = existsSync(folder) && !existsSync(addonIn(folder, addon));
    if (!hasFailed && !(await sameContent(addonIn(folder, addon), addon.installed))) return false;
  }
  return true;
}

async function compile(addon: ImageAddon, staging: string): Promise<void> {
  try {
    await compileAddon(await findCompiler(), {
      sources: [addon.source],
      include: [nodeHeadersFolder()],
      link: addon.flags,
      output: addonIn(staging, addon),
    });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    await writeFile(path.join(staging, 'failure.txt'), error.message);
  }
}

async function builtFolder(libraryFolder: string, { name, source }: ImageAddon): Promise<string> {
  return path.join(libraryFolder, `${name}-${await fingerprint([source])}`);
}

function addonIn(folder: string, { name }: ImageAddon): string {
  return path.join(folder, `${name}.node`);
}
