/** Deno, whose kernel the benchmarks are compared with. Its npm package carries it in one package a platform, so that
 *  no install script has to run. */
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder } from '../../dist/src/engine/cacheFolder.js';
import { runProcess } from '../../dist/src/engine/native/runProcess.js';

const version = '2.9.6';
const platforms = {
  'linux-x64': 'linux-x64-glibc',
  'linux-arm64': 'linux-arm64-glibc',
  'darwin-x64': 'darwin-x64',
  'darwin-arm64': 'darwin-arm64',
  'win32-x64': 'win32-x64',
  'win32-arm64': 'win32-arm64',
};

/** The executable, installed into the cache on the first call; undefined where there is none for this platform. */
export async function ensureDeno(progress) {
  const platform = platforms[`${process.platform}-${process.arch}`];
  if (platform === undefined) return undefined;
  const folder = path.join(cacheFolder(), `bench-deno-${version}`);
  const name = process.platform === 'win32' ? 'deno.exe' : 'deno';
  const binary = path.join(folder, 'node_modules', '@deno', platform, name);
  if (existsSync(binary)) return binary;
  progress.step(`Installing Deno ${version} from npm, once`);
  const draft = `${folder}.partial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await writeFile(path.join(draft, 'package.json'), '{"private": true}');
  const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', `@deno/${platform}@${version}`];
  const { code, output } = await runProcess('npm', install, { cwd: draft, timeoutMs: 300_000 });
  if (code !== 0) {
    process.stderr.write(`cuaderno: Deno is left out, npm could not install it: ${output.trim()}\n`);
    return undefined;
  }
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return binary;
}
