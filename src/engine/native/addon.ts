/** tfjs-node's own addon, compiled unchanged against TensorFlow's C library, and put where tfjs-node loads it from. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { fingerprint, inStaging, install, linkedLibraries, sameContent } from './addonFiles.js';
import { compileAddon, findCompiler } from './compiler.js';
import { ensureImageAddons, imageAddonsAreInstalled } from './imageAddons.js';
import {
  hushAddonPath,
  hushSourcePath,
  installedAddonPath,
  nodeHeadersFolder,
  signalsAddonPath,
  signalsSourcePath,
  tfjsNodeFolder,
} from './places.js';
import type { SetupProgress } from './progress.js';

/**
 * Compiles the addon if the cache has none for these sources, and installs it into the tfjs-node package.
 * @param libraryFolder the folder that `ensureLibrary` returned
 * @throws {EngineError} without a C++ compiler, or with the compiler's messages
 */
export async function ensureAddon(libraryFolder: string, progress: SetupProgress): Promise<void> {
  const built = path.join(libraryFolder, `addon-${await addonFingerprint()}`);
  if (!existsSync(built)) await compile(libraryFolder, built, progress);
  await install(path.join(built, 'tfjs_binding.node'), installedAddonPath());
  await install(path.join(built, 'hush.node'), hushAddonPath());
  await install(path.join(built, 'signals.node'), signalsAddonPath());
  await ensureImageAddons(libraryFolder);
}

/** Whether the installed addons are those that these sources give. */
export async function addonIsInstalled(libraryFolder: string): Promise<boolean> {
  const built = path.join(libraryFolder, `addon-${await addonFingerprint()}`, 'tfjs_binding.node');
  return (await sameContent(built, installedAddonPath())) && (await imageAddonsAreInstalled(libraryFolder));
}

async function compile(libraryFolder: string, target: string, progress: SetupProgress): Promise<void> {
  progress.step('Compiling the engine’s addon (a quarter of a minute, once)');
  const compiler = await findCompiler();
  await inStaging(target, async (staging) => {
    const include = [path.join(libraryFolder, 'include'), nodeHeadersFolder(), bindingFolder()];
    for (const [source, name] of [
      [hushSourcePath(), 'hush.node'],
      [signalsSourcePath(), 'signals.node'],
    ] as const) {
      await compileAddon(compiler, {
        sources: [source],
        include,
        link: [],
        output: path.join(staging, name),
      });
    }
    const output = path.join(staging, 'tfjs_binding.node');
    await compileAddon(compiler, {
      sources: await bindingSources(),
      include,
      link: linkedLibraries(libraryFolder),
      output,
    });
  });
}

async function bindingSources(): Promise<string[]> {
  const names = (await readdir(bindingFolder())).filter((name) => name.endsWith('.cc')).sort();
  return names.map((name) => path.join(bindingFolder(), name));
}

function bindingFolder(): string {
  return path.join(tfjsNodeFolder(), 'binding');
}

async function addonFingerprint(): Promise<string> {
  const headers = (await readdir(bindingFolder())).filter((name) => name.endsWith('.h')).sort();
  return fingerprint([
    ...(await bindingSources()),
    ...headers.map((name) => path.join(bindingFolder(), name)),
    hushSourcePath(),
    signalsSourcePath(),
  ]);
}
