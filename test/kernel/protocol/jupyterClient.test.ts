/** The same kernel through Jupyter's own client, and Jupyter's own test suite for kernels. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { installKernelspec } from '../../../kernel/kernelspec/kernelspec.js';
import { cacheFolder } from '../../../src/engine/cacheFolder.js';

const run = promisify(execFile);
const environment = path.join(cacheFolder(), 'test-jupyter');
const python = path.join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const packages = ['jupyter_client==8.10.0', 'jupyter_kernel_test==0.7.0'];
const script = fileURLToPath(new URL('./kernelTest.py', import.meta.url));

let prefix: string;
const missing = await prepare();

/** Makes the Python environment once; returns what is missing, if anything is. */
async function prepare(): Promise<string | undefined> {
  try {
    await run('python3', ['-c', 'import venv, ensurepip']);
  } catch {
    return 'Python 3 with venv and pip';
  }
  try {
    const installed = existsSync(python) && (await run(python, ['-m', 'pip', 'freeze'])).stdout;
    if (installed && packages.every((name) => installed.toLowerCase().includes(name.toLowerCase())))
      return undefined;
    await mkdir(cacheFolder(), { recursive: true });
    await run('python3', ['-m', 'venv', '--clear', environment]);
    await run(python, ['-m', 'pip', 'install', '--quiet', ...packages], { timeout: 110_000 });
    return undefined;
  } catch {
    return 'PyPI';
  }
}

beforeAll(async () => {
  prefix = await mkdtemp(path.join(os.tmpdir(), 'cuaderno-prefix-'));
  await installKernelspec({ prefix });
});
afterAll(() => rm(prefix, { recursive: true, force: true }));

test.skipIf(missing)(
  `jupyter_kernel_test passes whole, through jupyter_client${missing ? ` (skipped: needs ${missing})` : ''}`,
  async () => {
    const { stderr } = await run(python, [script], {
      env: { ...process.env, JUPYTER_PATH: path.join(prefix, 'share', 'jupyter') },
    });
    expect(stderr).toMatch(/Ran 12 tests in [\d.]+s\s+OK\s*$/);
  },
);
