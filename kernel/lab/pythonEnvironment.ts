/** Private Python environments under the cache folder: what cuaderno installs for itself, never into the user's Python. */
import { spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { withFileLock } from '../../src/data/fileLock.js';
import { cacheFolder } from '../../src/engine/cacheFolder.js';
import type { SetupProgress } from '../../src/engine/native/progress.js';
import { runProcess } from '../../src/engine/native/runProcess.js';
import { DataError } from '../../src/errors.js';

export interface PythonEnvironment {
  folder: string;
  /** Its interpreter. Run modules with `-m`: the scripts beside it name the folder they were installed in. */
  python: string;
}

const contentsFile = 'cuaderno.json';
const keptLines = 12;

/**
 * Makes the environment unless it is there with these very requirements. It is made under a temporary name and renamed
 * when whole, so that a killed set-up leaves nothing that looks finished.
 * @param name the folder's name under the cache folder
 * @param requirements as pip takes them: `jupyterlab>=4.4,<5`
 * @throws {DataError} if there is no Python with venv, or pip fails
 */
export function ensurePythonEnvironment(
  name: string,
  requirements: readonly string[],
  progress: SetupProgress,
): Promise<PythonEnvironment> {
  const folder = path.join(cacheFolder(), name);
  const environment = { folder, python: pythonIn(folder) };
  return withFileLock(
    `${folder}.lock`,
    async () => {
      if (await isWhole(environment, requirements)) return environment;
      const draft = `${folder}.partial`;
      await rm(draft, { recursive: true, force: true });
      await mkdir(cacheFolder(), { recursive: true });
      await makeEnvironment(draft, requirements, progress);
      await rm(folder, { recursive: true, force: true });
      await rename(draft, folder);
      return environment;
    },
    { onWait: () => progress.step(`Waiting for another process that makes ${folder}`) },
  );
}

async function isWhole(
  { folder, python }: PythonEnvironment,
  requirements: readonly string[],
): Promise<boolean> {
  const contents = await readFile(path.join(folder, contentsFile), 'utf8').catch(() => undefined);
  if (contents !== JSON.stringify(requirements)) return false;
  // The Python it was made from may have been removed or replaced; then its packages are no longer found.
  return (await runProcess(python, ['-c', 'import pip'], { timeoutMs: 60_000 })).code === 0;
}

async function makeEnvironment(
  folder: string,
  requirements: readonly string[],
  progress: SetupProgress,
): Promise<void> {
  progress.step('Making a private Python environment');
  const made = await runProcess(await findPython(), ['-m', 'venv', folder], { timeoutMs: 300_000 });
  if (made.code !== 0) {
    throw new DataError(
      `${folder}: no Python environment could be made (python -m venv). ${made.output.trim()}`,
    );
  }
  progress.step(`Installing ${requirements.join(', ')} into it, once`);
  await pipInstall(pythonIn(folder), requirements, progress);
  await writeFile(path.join(folder, contentsFile), JSON.stringify(requirements));
}

/** A Python that can make environments: Debian's lacks the part for it until python3-venv is installed. */
async function findPython(): Promise<string> {
  const candidates = process.platform === 'win32' ? ['py', 'python'] : ['python3', 'python'];
  for (const python of candidates) {
    const { code } = await runProcess(python, ['-c', 'import venv, ensurepip'], { timeoutMs: 60_000 });
    if (code === 0) return python;
  }
  throw new DataError(
    'Expected Python 3 with venv and pip; found none. Install it, for example with: apt-get install python3-venv',
  );
}

function pipInstall(python: string, requirements: readonly string[], progress: SetupProgress): Promise<void> {
  const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
  return new Promise((resolve, reject) => {
    const pip = spawn(python, ['-m', 'pip', 'install', ...options, ...requirements], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lastLines: string[] = [];
    const read = (line: string): void => {
      lastLines.push(line);
      if (lastLines.length > keptLines) lastLines.shift();
      // Downloads of a megabyte and more: the ones that take time.
      const [, what] = /^\s*Downloading (\S.* \([\d.]+ [MG]B\))/.exec(line) ?? [];
      if (what !== undefined) progress.step(`  ${what.replace(/^.*\//, '')}`);
    };
    createInterface({ input: pip.stdout }).on('line', read);
    createInterface({ input: pip.stderr }).on('line', read);
    pip.once('error', (error) => reject(new DataError(`${python} could not be started.`, { cause: error })));
    pip.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new DataError(
            `pip could not install ${requirements.join(', ')} (exit ${code}). ` +
              `Check the network and the free disk space, then try again. It said:\n${lastLines.join('\n')}`,
          ),
        );
    });
  });
}

function pythonIn(folder: string): string {
  return path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
}
