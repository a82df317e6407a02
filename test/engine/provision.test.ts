/** The engine's set-up as a newcomer meets it: an empty cache, and a process killed in the middle of every step. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const sandbox = mkdtempSync(path.join(os.tmpdir(), 'cuaderno engine '));
const project = path.join(sandbox, 'project');
const cache = path.join(sandbox, 'cache');
const engineFolder = path.join(cache, 'engine');
const addon = path.join(project, 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');

/** A copy of what is built, with a tfjs-node package of its own, so that the real one stays as it is. */
beforeAll(() => {
  cpSync(path.join(root, 'dist'), path.join(project, 'dist'), { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(project, 'package.json'));
  mkdirSync(path.join(project, 'src/engine'), { recursive: true });
  cpSync(path.join(root, 'src/engine/native'), path.join(project, 'src/engine/native'), { recursive: true });
  linkAllBut(['@tensorflow'], 'node_modules');
  linkAllBut(['tfjs-node'], 'node_modules/@tensorflow');
  const copied = path.join(project, 'node_modules/@tensorflow/tfjs-node');
  cpSync(path.join(root, 'node_modules/@tensorflow/tfjs-node'), copied, {
    recursive: true,
    filter: (file) => !file.includes(`${path.sep}napi-v8`),
  });
});
afterAll(() => rmSync(sandbox, { recursive: true, force: true }));

function linkAllBut(left: string[], folder: string): void {
  mkdirSync(path.join(project, folder), { recursive: true });
  for (const name of readdirSync(path.join(root, folder))) {
    if (!left.includes(name)) symlinkSync(path.join(root, folder, name), path.join(project, folder, name));
  }
}

const program = `
  const { setUpEngine } = await import(${JSON.stringify(`file://${path.join(project, 'dist/kernel/cli/setUpEngine.js').replaceAll(' ', '%20')}`)});
  process.exit((await setUpEngine()) ? 0 : 3);`;
const environment = { ...process.env, CUADERNO_CACHE: cache };

function startSetup(): ChildProcess {
  const args = ['--input-type=module', '--eval', program];
  // A group of its own: what dies with it are pip and the compiler too, as when a terminal is closed.
  return spawn(process.execPath, args, {
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
}

/** Runs the set-up and kills everything as soon as it says that a step begins. */
async function killAtStep(step: string): Promise<void> {
  const child = startSetup();
  const exit = new Promise<void>((resolve) => {
    child.on('exit', () => resolve());
  });
  let told = '';
  await new Promise<void>((resolve) => {
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.includes(step)) resolve();
    });
    child.on('exit', () => resolve());
  });
  expect(told).toContain(step);
  process.kill(-child.pid!, 'SIGKILL');
  await exit;
}

function setUp(): { status: number | null; stderr: string } {
  return spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    env: environment,
    encoding: 'utf8',
  });
}

describe('setting the native engine up', { timeout: 400_000 }, () => {
  it('survives being killed while it downloads, unpacks and compiles, in a path with spaces', async () => {
    for (const step of ['Downloading', 'Unpacking', 'Compiling']) {
      await killAtStep(step);
      expect(existsSync(addon)).toBe(false);
    }
    const { status, stderr } = setUp();
    expect(stderr).not.toContain('Downloading');
    expect(status).toBe(0);
    expect(existsSync(addon)).toBe(true);
    expect(readdirSync(engineFolder).filter((name) => name.startsWith('staging'))).toEqual([]);
  });

  it('does and says nothing the second time', () => {
    expect(setUp()).toMatchObject({ status: 0, stderr: '' });
  });

  it('notices a library that was cut short', () => {
    const library = readdirSync(engineFolder).map((name) =>
      path.join(engineFolder, name, 'lib/libtensorflow_framework.so.2'),
    );
    truncateSync(library[0]!, 1000);
    const { status, stderr } = setUp();
    expect(stderr).toContain('Downloading TensorFlow 2.21.0');
    expect(status).toBe(0);
  });

  it('says what is missing where there is neither pip nor a network, and that wasm runs', () => {
    rmSync(addon);
    const empty = path.join(sandbox, 'empty');
    mkdirSync(empty);
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: {
        PATH: empty,
        HOME: empty,
        CUADERNO_CACHE: path.join(sandbox, 'other'),
        https_proxy: 'http://127.0.0.1:9',
      },
      encoding: 'utf8',
    });
    expect(status).toBe(3);
    expect(stderr).toContain('Python with pip is needed to fetch TensorFlow’s library, and none was found.');
    expect(stderr).toContain('the wasm engine will run instead');
    expect(existsSync(addon)).toBe(false);
  });

  it('falls back to wasm where the addon is gone, and says so in one line', () => {
    const engine = `file://${path.join(project, 'dist/src/engine/index.js').replaceAll(' ', '%20')}`;
    const code = `const { engine, tf } = await import(${JSON.stringify(engine)});
      process.stdout.write(engine.backend + ' ' + tf.sum(tf.ones([3])).dataSync()[0]);`;
    const { CUADERNO_ENGINE: _, ...inherited } = environment as NodeJS.ProcessEnv;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      env: inherited,
      encoding: 'utf8',
    });
    expect(stdout).toBe('wasm 3');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain('cuaderno: the wasm engine runs, some ten times slower');
    expect(stderr).toContain('To set it up: npm run setup');
  });
});
