/** tfjs-node's own addon, compiled unchanged against TensorFlow's C library, and put where tfjs-node loads it from. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../errors.js';
import {
  hushAddonPath,
  hushSourcePath,
  installedAddonPath,
  nodeHeadersFolder,
  tfjsNodeFolder,
} from './places.js';
import type { SetupProgress } from './progress.js';
import { runProcess } from './runProcess.js';
import { wheelForThisMachine } from './wheels.js';

/**
 * Compiles the addon if the cache has none for these sources, and installs it into the tfjs-node package.
 * @param libraryFolder the folder that `ensureLibrary` returned
 * @throws {EngineError} without a C++ compiler, or with the compiler's messages
 */
export async function ensureAddon(libraryFolder: string, progress: SetupProgress): Promise<void> {
  const built = path.join(libraryFolder, `addon-${await fingerprint()}`);
  if (!existsSync(built)) await compile(libraryFolder, built, progress);
  await install(path.join(built, 'tfjs_binding.node'), installedAddonPath());
  await install(path.join(built, 'hush.node'), hushAddonPath());
}

/** Whether the installed addon is the one that these sources give. */
export async function addonIsInstalled(libraryFolder: string): Promise<boolean> {
  const built = path.join(libraryFolder, `addon-${await fingerprint()}`, 'tfjs_binding.node');
  return sameContent(built, installedAddonPath());
}

const flags = ['-O2', '-std=c++17', '-shared', '-fPIC', '-DNAPI_VERSION=8'];
const macFlags = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : [];

async function compile(libraryFolder: string, target: string, progress: SetupProgress): Promise<void> {
  progress.step('Compiling the engine’s addon (a quarter of a minute, once)');
  const compiler = await findCompiler();
  const staging = `${target}.${process.pid}.tmp`;
  await rm(staging, { recursive: true, force: true });
  await mkdir(staging, { recursive: true });
  const include = [path.join(libraryFolder, 'include'), nodeHeadersFolder(), bindingFolder()].map(
    (folder) => `-I${folder}`,
  );
  const libraries = (wheelForThisMachine()?.libraries ?? []).map((name) =>
    path.join(libraryFolder, 'lib', name),
  );
  const run = async (sources: string[], link: string[], output: string): Promise<void> => {
    const args = [...flags, ...macFlags, ...include, ...sources, ...link, '-o', path.join(staging, output)];
    const result = await runProcess(compiler, args);
    if (result.code !== 0) {
      throw new EngineError(
        `The engine’s addon did not compile (${compiler}, exit ${result.code}):\n${result.output.trimEnd()}`,
      );
    }
  };
  try {
    await run([hushSourcePath()], [], 'hush.node');
    await run(
      await bindingSources(),
      [...libraries, `-Wl,-rpath,${path.join(libraryFolder, 'lib')}`],
      'tfjs_binding.node',
    );
    await rename(staging, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function findCompiler(): Promise<string> {
  const candidates = [process.env.CXX, 'c++', 'g++', 'clang++'].filter(
    (name) => name !== undefined && name !== '',
  );
  for (const compiler of candidates as string[]) {
    const { code } = await runProcess(compiler, ['--version'], { timeoutMs: 30_000 });
    if (code === 0) return compiler;
  }
  const remedy = process.platform === 'darwin' ? 'xcode-select --install' : 'apt-get install g++';
  throw new EngineError(
    `A C++ compiler is needed to build the engine’s addon, and none was found. Install one: ${remedy}`,
  );
}

/** Copies under a temporary name first: a killed set-up never leaves half an addon. */
async function install(source: string, target: string): Promise<void> {
  if (await sameContent(source, target)) return;
  await mkdir(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.tmp`;
  await copyFile(source, temporary);
  await rename(temporary, target);
}

async function sameContent(first: string, second: string): Promise<boolean> {
  const contents = await Promise.all([first, second].map((file) => readFile(file).catch(() => undefined)));
  return contents[0] !== undefined && contents[1] !== undefined && contents[0].equals(contents[1]);
}

async function bindingSources(): Promise<string[]> {
  const names = (await readdir(bindingFolder())).filter((name) => name.endsWith('.cc')).sort();
  return names.map((name) => path.join(bindingFolder(), name));
}

function bindingFolder(): string {
  return path.join(tfjsNodeFolder(), 'binding');
}

/** Changes with the sources, the flags and the headers' version: names the folder of what was built from them. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(flags.join(' '));
  const headers = (await readdir(bindingFolder())).filter((name) => name.endsWith('.h')).sort();
  const sources = [
    ...(await bindingSources()),
    ...headers.map((name) => path.join(bindingFolder(), name)),
    hushSourcePath(),
  ];
  for (const source of sources) hash.update(await readFile(source));
  return hash.digest('hex').slice(0, 16);
}
