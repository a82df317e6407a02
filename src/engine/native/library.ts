/** TensorFlow's C library: fetched as a wheel with pip, unpacked into the cache, never installed into a Python. */
import { createHash } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { EngineError } from '../../errors.js';
import { findPip, type Pip } from './pip.js';
import { nativeEngineFolder } from './places.js';
import type { SetupProgress } from './progress.js';
import { runProcess } from './runProcess.js';
import { type TensorFlowWheel, tensorFlowVersion, wheelForThisMachine, wheelPython } from './wheels.js';

interface Manifest {
  version: string;
  wheelSha256: string;
  files: { path: string; sizeBytes: number; sha256: string }[];
}

const manifestName = 'manifest.json';

/** The parts of the wheel's headers that the addon's sources include. */
const headerFolders = [
  'tensorflow/c/',
  'tensorflow/core/platform/ctstring',
  'tsl/platform/ctstring',
  'xla/tsl/c/',
];

/**
 * Makes sure that the library and its headers are in the cache, and downloads them if not.
 * Safe to kill at any moment and to run twice at once: everything is made under a temporary name.
 * @returns the folder with `lib/` and `include/`
 * @throws {EngineError} where no wheel fits this machine, pip is missing or the download fails
 */
export async function ensureLibrary(progress: SetupProgress): Promise<string> {
  const folder = nativeEngineFolder();
  if (await libraryIsComplete(folder)) return folder;
  const wheel = wheelForThisMachine();
  if (wheel === undefined) {
    throw new EngineError(
      `There is no TensorFlow ${tensorFlowVersion} library for ${process.platform} on ${process.arch}.`,
    );
  }
  const pip = await findPip();
  await mkdir(path.dirname(folder), { recursive: true });
  await removeAbandonedStaging(path.dirname(folder));
  const staging = await mkdtemp(path.join(path.dirname(folder), `staging-${process.pid}-`));
  try {
    const wheelPath = await downloadWheel(wheel, pip, staging, progress);
    const unpacked = path.join(staging, 'unpacked');
    progress.step(`Unpacking TensorFlow ${tensorFlowVersion}`);
    await unpackWheel(wheelPath, wheel, unpacked, progress);
    await rm(folder, { recursive: true, force: true });
    await rename(unpacked, folder).catch((error: NodeJS.ErrnoException) => {
      // Another set-up finished first: its folder is as good as ours.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    return folder;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** Whether every file that was unpacked is still there in its full size. */
export async function libraryIsComplete(folder: string): Promise<boolean> {
  const manifest = await readManifest(folder);
  if (manifest === undefined) return false;
  for (const file of manifest.files) {
    const found = await stat(path.join(folder, file.path)).catch(() => undefined);
    if (found?.size !== file.sizeBytes) return false;
  }
  return true;
}

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const text = await readFile(path.join(folder, manifestName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Manifest;
  } catch {
    return undefined;
  }
}

async function downloadWheel(
  wheel: TensorFlowWheel,
  pip: Pip,
  staging: string,
  progress: SetupProgress,
): Promise<string> {
  progress.step(
    `Downloading TensorFlow ${tensorFlowVersion} (${Math.round(wheel.sizeBytes / 1e6)} MB, once)`,
  );
  const requirements = path.join(staging, 'requirements.txt');
  await writeFile(
    requirements,
    `${wheel.distribution}==${tensorFlowVersion} --hash=sha256:${wheel.sha256}\n`,
  );
  const target = path.join(staging, 'wheel');
  const watch = setInterval(() => {
    void sizeOfLargestFile(staging).then((size) =>
      progress.advance(Math.min(size, wheel.sizeBytes), wheel.sizeBytes),
    );
  }, 250);
  const { code, output } = await runProcess(
    pip.python,
    [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'],
      ...['--no-deps', '--no-cache-dir', '--require-hashes', '--only-binary=:all:'],
      ...['--platform', wheel.platformTag, '--python-version', wheelPython, '--implementation', 'cp'],
      ...['--dest', target, '--requirement', requirements],
    ],
    // Where pip keeps its unfinished download, so that a killed set-up leaves nothing elsewhere.
    { env: { ...process.env, TMPDIR: staging, TEMP: staging, TMP: staging } },
  ).finally(() => clearInterval(watch));
  if (code !== 0) {
    throw new EngineError(
      `TensorFlow ${tensorFlowVersion} could not be downloaded with pip (exit ${code}):\n${lastLines(output, 6)}\n` +
        'Check the network (and pip’s proxy or index settings), then run the command again.',
    );
  }
  const name = (await readdir(target)).find((file) => file.endsWith('.whl'));
  if (name === undefined) throw new EngineError(`pip said it was done but left no wheel in ${target}.`);
  return path.join(target, name);
}

async function unpackWheel(
  wheelPath: string,
  wheel: TensorFlowWheel,
  target: string,
  progress: SetupProgress,
): Promise<void> {
  const zip = await yauzl.openPromise(wheelPath, { lazyEntries: true });
  const files: Manifest['files'] = [];
  let readBytes = 0;
  for await (const entry of zip.eachEntry()) {
    readBytes += entry.compressedSize;
    const relative = placeOf(entry.fileName, wheel);
    if (relative === undefined) continue;
    const destination = path.join(target, relative);
    await mkdir(path.dirname(destination), { recursive: true });
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const measure = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        sizeBytes += chunk.length;
        done(null, chunk);
      },
    });
    await pipeline(await zip.openReadStreamPromise(entry), measure, createWriteStream(destination));
    files.push({ path: relative, sizeBytes, sha256: hash.digest('hex') });
    progress.advance(readBytes, wheel.sizeBytes);
  }
  for (const library of wheel.libraries) {
    if (!existsSync(path.join(target, 'lib', library))) {
      throw new EngineError(`The wheel ${path.basename(wheelPath)} has no ${library}.`);
    }
  }
  const manifest: Manifest = { version: tensorFlowVersion, wheelSha256: wheel.sha256, files };
  await writeFile(path.join(target, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Where a file of the wheel belongs in our folder; undefined for those that are not needed. */
function placeOf(fileName: string, wheel: TensorFlowWheel): string | undefined {
  for (const library of wheel.libraries) {
    if (fileName === `tensorflow/${library}`) return path.join('lib', library);
  }
  const prefix = 'tensorflow/include/';
  if (!fileName.startsWith(prefix) || !fileName.endsWith('.h') || fileName.includes('..')) return undefined;
  const header = fileName.slice(prefix.length);
  return headerFolders.some((folder) => header.startsWith(folder)) ? path.join('include', header) : undefined;
}

/** Removes what set-ups that were killed left behind. */
async function removeAbandonedStaging(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const pid = Number(/^staging-(\d+)-/.exec(name)?.[1]);
    if (Number.isNaN(pid) || processIsAlive(pid)) continue;
    await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

async function sizeOfLargestFile(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map(
    async (name) => (await stat(path.join(folder, name)).catch(() => undefined))?.size ?? 0,
  );
  return Math.max(0, ...(await Promise.all(sizes)));
}

function lastLines(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}
