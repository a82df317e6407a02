/** The folder by which Jupyter finds the kernel: kernel.json with absolute paths, and the logos. Written without
 *  Python, to the places that Jupyter looks at on Linux, macOS and Windows.
 *  https://jupyter-client.readthedocs.io/en/stable/kernels.html#kernel-specs */
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ArgumentError, DataError } from '../../src/errors.js';

const kernelName = 'cuaderno';
export const kernelDisplayName = 'TypeScript (cuaderno)';

const logos = ['logo-svg.svg', 'logo-32x32.png', 'logo-64x64.png'];
const logoFolder = fileURLToPath(new URL('../../../kernel/kernelspec/', import.meta.url));

/** What has to be there when the rest of cuaderno is not. */
const launcherFiles = [
  'launcher.js',
  'brokenInstallation.js',
  'explainingKernel.js',
  'signedMessages.js',
  'zmtp.js',
];
const builtFolder = fileURLToPath(new URL('./', import.meta.url));

/** The file that runs a kernel when it is given a connection file. */
export const kernelEntry = fileURLToPath(new URL('./kernelEntry.js', import.meta.url));

export interface KernelspecPlace {
  /** Install under this prefix: `PREFIX/share/jupyter/kernels`. */
  prefix?: string;
  /** Install into the active Python environment (`VIRTUAL_ENV` or `CONDA_PREFIX`). */
  sysPrefix?: boolean;
  /** The kernel's name; several can stand side by side. Default `cuaderno`. */
  name?: string;
}

export interface KernelspecContents {
  /** Environment variables for the kernel, beside those that Jupyter has. */
  env?: Readonly<Record<string, string>>;
}

/**
 * Writes the kernelspec, replacing one of the same name. For the current user unless a prefix is given.
 * @returns its folder
 * @throws {ArgumentError} if the name is none that Jupyter takes, or there is no environment for `sysPrefix`
 */
export async function installKernelspec(
  place: KernelspecPlace = {},
  { env = {} }: KernelspecContents = {},
): Promise<string> {
  const folder = kernelspecFolder(place);
  await mkdir(path.dirname(folder), { recursive: true });
  const draft = await mkdtemp(path.join(path.dirname(folder), '.cuaderno-'));
  // A temporary folder is its owner's alone; a kernelspec under a prefix is for everyone.
  await chmod(draft, 0o755);
  const spec = {
    argv: [process.execPath, path.join(folder, 'launcher.js'), kernelEntry, '{connection_file}'],
    display_name:
      place.name && place.name !== kernelName ? `${kernelDisplayName} ${place.name}` : kernelDisplayName,
    language: 'typescript',
    interrupt_mode: 'message',
    ...(Object.keys(env).length > 0 ? { env } : {}),
    metadata: { debugger: false },
  };
  await writeFile(path.join(draft, 'kernel.json'), `${JSON.stringify(spec, null, 2)}\n`);
  await writeFile(path.join(draft, 'package.json'), '{ "private": true, "type": "module" }\n');
  for (const logo of logos) await cp(path.join(logoFolder, logo), path.join(draft, logo));
  for (const file of launcherFiles) await cp(path.join(builtFolder, file), path.join(draft, file));
  await rm(folder, { recursive: true, force: true });
  await rename(draft, folder);
  return folder;
}

/**
 * Removes a kernelspec that this package installed.
 * @returns its folder, or undefined if there was none
 * @throws {DataError} if the folder holds another kernel
 */
export async function uninstallKernelspec(place: KernelspecPlace = {}): Promise<string | undefined> {
  const folder = kernelspecFolder(place);
  let spec: { language?: unknown; argv?: unknown };
  try {
    spec = JSON.parse(await readFile(path.join(folder, 'kernel.json'), 'utf8')) as typeof spec;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new DataError(`${folder} holds a kernel.json that cannot be read. Remove the folder by hand.`, {
      cause: error,
    });
  }
  const entry = path.basename(kernelEntry);
  if (!Array.isArray(spec.argv) || !spec.argv.some((word) => path.basename(String(word)) === entry)) {
    throw new DataError(`${folder} holds a kernel that is not cuaderno's; it was left alone.`);
  }
  await rm(folder, { recursive: true });
  return folder;
}

/** Where a kernelspec is, or would be, installed. */
export function kernelspecFolder({ prefix, sysPrefix, name = kernelName }: KernelspecPlace = {}): string {
  if (!/^[a-z0-9._-]+$/i.test(name)) {
    throw new ArgumentError(
      `name: expected letters, digits, '.', '_' and '-', as Jupyter requires; got '${name}'.`,
    );
  }
  return path.join(dataFolder(prefix, sysPrefix), 'kernels', name.toLowerCase());
}

function dataFolder(prefix: string | undefined, sysPrefix: boolean | undefined): string {
  if (prefix !== undefined) return path.join(path.resolve(prefix), 'share', 'jupyter');
  if (!sysPrefix) return userDataFolder();
  const environment = process.env.VIRTUAL_ENV || process.env.CONDA_PREFIX;
  if (!environment) {
    throw new ArgumentError(
      'sysPrefix: expected an active Python environment (VIRTUAL_ENV or CONDA_PREFIX); found none. ' +
        'Activate it first, or give its folder with --prefix.',
    );
  }
  return path.join(environment, 'share', 'jupyter');
}

function userDataFolder(): string {
  if (process.env.JUPYTER_DATA_DIR) return path.resolve(process.env.JUPYTER_DATA_DIR);
  const home = os.homedir();
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Jupyter');
  if (process.platform === 'win32') {
    return path.join(process.env.APPDATA || path.join(home, 'AppData', 'Roaming'), 'jupyter');
  }
  return path.join(process.env.XDG_DATA_HOME || path.join(home, '.local', 'share'), 'jupyter');
}
